/**
 * Compiles the examples of README.md, docs/ and docstrings together, and prints their errors by file and line.
 * README.md and docstrings are taken from `.jsii`, and the library from lib/: `npx jsii` creates both.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { allTypeScriptSnippets, loadAssemblies } from '../node_modules/jsii-rosetta/lib/jsii/assemblies.js';
import { completeSource, type TypeScriptSnippet } from '../node_modules/jsii-rosetta/lib/snippet.js';

export interface Example {
  /** The snippet of jsii-rosetta, completed by its fixture. */
  readonly snippet: TypeScriptSnippet;
  readonly file: string;
  /** The number of the first line of its code. */
  readonly line: number;
}

const ROOT = join(import.meta.dirname, '..');

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  types: [],
  paths: { 'cdk-codeconnections': [join(ROOT, 'lib', 'index.d.ts')] },
};

/** Returns all examples. Pages of docs/ are passed to jsii-rosetta as the READMEs of submodules. */
export async function examples(pages = pagesInDocs()): Promise<Example[]> {
  const [library] = loadAssemblies([ROOT], false);
  if (!library) throw new Error('there is no .jsii: run npx jsii');
  const submodules = Object.fromEntries([...pages].map(([file, markdown]) => [file, { readme: { markdown } }]));
  const assembly = { ...library.assembly, submodules };
  const snippets = await allTypeScriptSnippets([{ ...library, assembly }]);
  return snippets.map((snippet) => ({ snippet, ...placeOf(snippet, assembly) }));
}

function pagesInDocs(): Map<string, string> {
  const files = globSync('docs/**/*.md', { cwd: ROOT });
  return new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

function placeOf(
  { location: { api, field }, visibleSource }: TypeScriptSnippet,
  { name, types = {} }: Awaited<ReturnType<typeof loadAssemblies>>[number]['assembly'],
): Pick<Example, 'file' | 'line'> {
  if (api.api === 'moduleReadme' && field?.field === 'markdown') {
    return { file: api.moduleFqn === name ? 'README.md' : api.moduleFqn, line: field.line + 1 };
  }
  const file = ('fqn' in api && types[api.fqn]?.locationInModule?.filename) || name;
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/^ *\* ?/gm, '');
  return { file, line: text.slice(0, text.indexOf(visibleSource)).split('\n').length };
}

/** Returns the errors of the compiler. */
export function errorsIn(all: readonly Example[]): string[] {
  const files = new Map(all.map((example, i) => [join(ROOT, `example-${i}.ts`), example]));
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    const snippet = files.get(file)?.snippet;
    if (!snippet) return getSourceFile(file, ...rest);
    return ts.createSourceFile(file, `${completeSource(snippet)}\nexport {};`, rest[0]);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return [...files].flatMap(([file, example]) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map((error) => describe(error, example)),
  );
}

/** The line is the one with the same text as the line of the error, or else the first one. */
function describe({ file, start = 0, messageText }: ts.Diagnostic, { snippet, ...example }: Example): string {
  const text = file?.text.split('\n')[file.getLineAndCharacterOfPosition(start).line] ?? '';
  const index = snippet.visibleSource.split('\n').indexOf(text);
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  return `${example.file}:${example.line + Math.max(index, 0)}: ${message}\n    ${text.trim()}`;
}

if (process.argv[1] === import.meta.filename) {
  const all = await examples();
  const errors = errorsIn(all);
  for (const error of errors) console.error(error);
  console.log(`${all.length} examples, ${errors.length} errors`);
  process.exitCode = errors.length > 0 || all.length === 0 ? 1 : 0;
}
