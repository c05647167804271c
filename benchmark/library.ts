import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { makeModulesLazy } from '../scripts/lazy-modules.mts';
import { run } from './processes.ts';

export const ROOT = join(import.meta.dirname, '..');

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  experimentalDecorators: true,
};

/** The library as apps use it: installed beside aws-cdk-lib, in a separate folder. */
export interface Library {
  /** The folder of an app with the library installed. */
  readonly folder: string;
  /** The bundled handler that goes into templates. */
  readonly handler: string;
  /** The path of an app in benchmark/apps, compiled. */
  app(name: string): string;
  remove(): void;
}

/** Compiles and installs the library into a temporary folder. */
export async function installLibrary(): Promise<Library> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-benchmark-'));
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'cdk-codeconnections');
  mkdirSync(installed, { recursive: true });
  const bundled = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).bundledDependencies ?? [];
  for (const name of ['aws-cdk-lib', 'constructs', ...bundled]) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ name: 'cdk-codeconnections', main: 'lib/index.js' }));

  compile('src', join(installed, 'lib'));
  await makeModulesLazy(join(installed, 'lib'));
  compile('benchmark/apps', join(folder, 'benchmark', 'apps'));
  compile('test', join(folder, 'test'), 'every-custom-resource.ts');
  await run(join(ROOT, 'scripts', 'bundle-handlers.mts'), []);
  const handler = join('lib', 'handlers', 'custom-resource.js');
  cpSync(join(ROOT, handler), join(installed, handler));

  return {
    folder,
    handler: join(installed, handler),
    app: (name) => join(folder, 'benchmark', 'apps', `${name}.js`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Compiles each file on its own with jsii's compiler, so that modules are still loaded lazily. */
function compile(from: string, to: string, files = '**/*.ts'): void {
  for (const file of globSync(files, { cwd: join(ROOT, from) })) {
    const target = join(to, file.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, ts.transpile(readFileSync(join(ROOT, from, file), 'utf8'), COMPILER_OPTIONS));
  }
}
