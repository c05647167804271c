/** A botocore, which has AWS's models of all services: a wheel, a folder, or the newest of the package index. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MODELS, type ServiceName, withoutDocumentation } from './model.mts';

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

export interface Botocore {
  readonly version: string;
  /** AWS's model of each API, without its texts. */
  readonly models: Readonly<Record<ServiceName, object>>;
}

/** @param source a wheel, or the folder of the package; by default, the newest is downloaded with pip */
export function readBotocore(source: string | undefined): Botocore {
  if (source !== undefined && statSync(source).isDirectory()) return readFolder(source);
  const scratch = mkdtempSync(join(tmpdir(), 'botocore-'));
  try {
    if (source === undefined) python(['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', scratch, 'botocore']);
    const [wheel] = source === undefined ? readdirSync(scratch).map((name) => join(scratch, name)) : [source];
    python(['-m', 'zipfile', '-e', wheel, join(scratch, 'wheel')]);
    return readFolder(join(scratch, 'wheel', 'botocore'));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Whether the first version is older than the second. */
export function isOlder(version: string, than: string): boolean {
  const [numbers, others] = [version, than].map((text) => text.split('.').map(Number));
  const at = numbers.findIndex((number, index) => number !== others[index]);
  return at >= 0 && numbers[at] < (others[at] ?? 0);
}

function readFolder(folder: string): Botocore {
  const [, version] =
    /^__version__ = '(\d+\.\d+\.\d+)'$/m.exec(readFileSync(join(folder, '__init__.py'), 'utf8')) ?? [];
  if (version === undefined) throw new Error(`${folder} is not the package botocore: it has no version`);
  const models = Object.entries(MODELS).map(([service, apiVersion]) => {
    const file = join(folder, 'data', service, apiVersion, 'service-2.json.gz');
    return [service, withoutDocumentation(JSON.parse(gunzipSync(readFileSync(file)).toString()))];
  });
  return { version, models: Object.fromEntries(models) };
}

function python(args: readonly string[]): void {
  execFileSync(PYTHON, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
