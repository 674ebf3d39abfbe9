import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Writes `key.pem` and a self-signed `cert.pem` for 127.0.0.1. */
export function makeCertificate(folder: string): void {
  const pair = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...pair, ...subject], {
    stdio: 'ignore',
  });
}
