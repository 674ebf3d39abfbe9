// Compares the public API of every built entry point with its reviewed report; `--accept` writes new reports.
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/run.mjs';

const PACKAGE = join(ROOT, 'dist', 'ngx-comet');
const GOLDENS = join(ROOT, 'projects', 'ngx-comet', 'goldens');
const WORK = join(ROOT, 'dist', 'reports', 'api');
// The extractor treats a node_modules folder as another package. An entry point that re-exports another one then has
// one line for it, and a change in core changes only the report of core.
const INSTALLED = join(WORK, 'node_modules', 'ngx-comet');

const accept = process.argv.includes('--accept');
const manifest = join(PACKAGE, 'package.json');
if (existsSync(manifest)) {
  process.exitCode = checkAll(entryPoints(JSON.parse(readFileSync(manifest, 'utf8')).exports));
} else {
  console.error('There is no build. Run: npm run build');
  process.exitCode = 1;
}

/** @param {Record<string, { types?: string }>} exported the `exports` of a package.json */
function entryPoints(exported) {
  return Object.entries(exported).flatMap(([path, { types }]) =>
    types === undefined ? [] : { name: path === '.' ? 'ngx-comet' : path.slice(2).replaceAll('/', '-'), path, types },
  );
}

/** @param {readonly { name: string, path: string, types: string }[]} entries */
function checkAll(entries) {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  mkdirSync(GOLDENS, { recursive: true });
  cpSync(PACKAGE, INSTALLED, { recursive: true });
  const paths = Object.fromEntries(
    entries.map(({ path, types }) => [`ngx-comet${path.slice(1)}`, [join(INSTALLED, types)]]),
  );
  const failures = entries.filter((entry) => !check(entry, paths)).map(({ name }) => name);
  const orphans = readdirSync(GOLDENS).filter((file) => !entries.some(({ name }) => file === reportOf(name)));
  for (const file of orphans) {
    if (accept) rmSync(join(GOLDENS, file));
    else console.error(`${file}: this entry point no longer exists.`);
  }
  if (accept) return failures.length > 0 ? 1 : 0;
  if (failures.length + orphans.length === 0) return 0;
  console.error(
    '\nThe public API differs from its reviewed reports. If the change is intended, update the reports and commit them:\n' +
      '  npm run build && npm run goldens:accept',
  );
  return 1;
}

/**
 * @param {{ name: string, types: string }} entry
 * @param {Record<string, string[]>} paths
 */
function check({ name, types }, paths) {
  const report = reportOf(name);
  const { apiReportChanged, errorCount } = Extractor.invoke(configure(name, types, paths), {
    localBuild: accept,
    messageCallback(message) {
      // The messages below replace the extractor's messages about files.
      if (message.messageId.startsWith('console-') && message.messageId !== 'console-diagnostics')
        message.handled = true;
    },
  });
  if (accept) {
    console.log(`${report}: ${apiReportChanged ? 'written' : 'unchanged'}`);
    return errorCount === 0;
  }
  if (apiReportChanged) showDifference(report);
  else console.log(`${report}: as reviewed`);
  return !apiReportChanged && errorCount === 0;
}

function reportOf(/** @type {string} */ name) {
  return `${name}.api.md`;
}

/**
 * @param {string} name
 * @param {string} types
 * @param {Record<string, string[]>} paths
 */
function configure(name, types, paths) {
  const compilerOptions = {
    target: 'ES2022',
    module: 'preserve',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
    // The declarations of other packages are not checked here.
    skipLibCheck: true,
    paths,
  };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: manifest,
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(PACKAGE, types),
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions, files: [join(PACKAGE, types)] } },
      apiReport: {
        enabled: true,
        reportFileName: reportOf(name),
        reportFolder: GOLDENS,
        reportTempFolder: WORK,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
          'ae-unresolved-link': { logLevel: 'none' },
          // A public signature uses a name that is not exported: the report shows it to the reviewer.
          'ae-forgotten-export': { logLevel: 'warning', addToApiReportFile: true },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}

function showDifference(/** @type {string} */ report) {
  const golden = join(GOLDENS, report);
  const found = join(WORK, report);
  if (!existsSync(golden)) return console.error(`${report}: a new entry point, not reviewed yet.`);
  console.error(`${report}: the API changed.`);
  const files = [golden, found];
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--unified=2', '--', ...files], { encoding: 'utf8' });
  console.error(stdout?.split('\n').slice(4).join('\n') ?? `Compare ${files.join(' with ')}`);
}
