import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Self-signed certificates, valid for two days: one for 127.0.0.1, and one for another name. Needs `openssl`. */
export function makeCertificates(): { readonly right: Certificate; readonly wrong: Certificate } {
  return { right: make('127.0.0.1', 'IP:127.0.0.1'), wrong: make('another.example', 'DNS:another.example') };
}

function make(name: string, alternative: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${alternative}`];
    execFileSync('openssl', ['req', '-x509', ...curve, '-days', '2', '-keyout', key, '-out', cert, ...names], {
      stdio: 'ignore',
    });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
