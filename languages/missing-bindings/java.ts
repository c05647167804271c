/**
 * aws-cdk-lib for Java, where the registry does not have the version: generated from the npm package, like the published
 * one, but only the types that the library and the apps use, since all 20,000 take minutes.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CACHE, log, made, ROOT } from '../cache.ts';
import { CommandError, run, runNode } from '../command.ts';
import { installedVersion } from '../library.ts';

const NAME = 'aws-cdk-lib';
const INSTALLED = join(ROOT, 'node_modules', NAME);
const FOLDER = join(CACHE, 'java', NAME);
const SERVED = join(CACHE, 'java', 'served.json');
const IMPORT = /^import (?:static )?(software\.amazon\.awscdk\.[\w.]+?)(\.\*)?;/gm;
/** A reference to a type, where the assembly of jsii is written as JSON. */
const REFERENCE = /"(aws-cdk-lib\.[\w.]+)"/g;

interface Assembly {
  readonly types: Record<string, object>;
  readonly targets: JavaPackage;
  readonly submodules: Record<string, { readonly targets?: Partial<JavaPackage> }>;
}

interface JavaPackage {
  readonly java: { readonly package: string };
}

/**
 * Makes aws-cdk-lib, and installs it, unless the registry has it.
 *
 * @param repository the local repository of Maven
 * @param mavenOptions with which Maven uses that
 * @param apps folders with apps in Java that use aws-cdk-lib
 */
export async function installMissingCdk(
  repository: string,
  mavenOptions: string,
  apps: readonly string[],
): Promise<void> {
  if (await isCdkServed(repository, mavenOptions)) return;
  const assembly: Assembly = JSON.parse(gunzipSync(readFileSync(join(INSTALLED, '.jsii.gz'))).toString());
  const library = references(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  const types = closure(assembly, [...library, ...imports(assembly, apps)]);
  const version = installedVersion(NAME);
  const jar = join(repository, 'software/amazon/awscdk', NAME, version, `${NAME}-${version}.jar`);
  await made({ name: `generate ${NAME} for Java`, of: [version, ...types], from: [], to: [jar] }, async () => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(join(FOLDER, 'npm'), { recursive: true });
    cpSync(join(INSTALLED, 'package.json'), join(FOLDER, 'npm', 'package.json'));
    const restricted = { ...assembly, types: Object.fromEntries(types.map((type) => [type, assembly.types[type]])) };
    writeFileSync(join(FOLDER, 'npm', '.jsii'), JSON.stringify(restricted));
    await runNode('jsii-pacmak', [
      '--target',
      'java',
      '--code-only',
      '--outdir',
      join(FOLDER, 'dist'),
      join(FOLDER, 'npm'),
    ]);
    const project = join(FOLDER, 'dist', 'java');
    await bringTarball(project, version);
    const mvn = (...args: string[]) =>
      run('mvn', ['-B', `-Dmaven.repo.local=${repository}`, ...args], { cwd: project });
    await mvn('org.codehaus.mojo:versions-maven-plugin:2.20.1:resolve-ranges');
    await mvn('install', '-Dmaven.javadoc.skip', '-Dmaven.source.skip');
  });
}

/** Whether the registry has the aws-cdk-lib that the library is compiled with. */
async function isCdkServed(repository: string, mavenOptions: string): Promise<boolean> {
  const version = installedVersion('aws-cdk-lib');
  await made({ name: `look for aws-cdk-lib ${version} in Maven's registry`, from: [], to: [SERVED] }, async () => {
    mkdirSync(repository, { recursive: true });
    const artifact = `-Dartifact=software.amazon.awscdk:aws-cdk-lib:${version}`;
    const served = await run('mvn', ['-B', 'dependency:get', artifact, '-Dtransitive=false'], {
      cwd: join(CACHE, 'java'),
      env: { MAVEN_OPTS: mavenOptions },
    }).then(
      () => true,
      (error) => {
        if (error instanceof CommandError) return false;
        throw error;
      },
    );
    if (!served) {
      log(`Maven's registry lacks aws-cdk-lib ${version}: what is used of it is generated from its npm package`);
      rmSync(join(repository, 'software/amazon/awscdk/aws-cdk-lib'), { recursive: true, force: true });
    }
    writeFileSync(SERVED, JSON.stringify(served));
  });
  return JSON.parse(readFileSync(SERVED, 'utf8'));
}

/** The runtime of jsii runs what the jar carries: the npm package as it was published. */
async function bringTarball(project: string, version: string): Promise<void> {
  const [resource] = globSync('src/main/resources/**/*.tgz', { cwd: project });
  if (!resource) throw new Error(`the generated ${NAME} carries no npm package`);
  const destination = join(FOLDER, 'tarball');
  mkdirSync(destination);
  await run('npm', ['pack', '--prefer-offline', '--pack-destination', destination, `${NAME}@${version}`], {
    cwd: FOLDER,
  });
  cpSync(join(destination, `${NAME}-${version}.tgz`), join(project, resource));
}

/** The types that apps import. */
function imports(assembly: Assembly, apps: readonly string[]): string[] {
  const byJavaName = new Map(Object.keys(assembly.types).map((type) => [javaName(assembly, type), type]));
  const sources = apps.flatMap((app) => globSync('**/*.java', { cwd: app }).map((file) => join(app, file)));
  const imported = sources.flatMap((source) => [...readFileSync(source, 'utf8').matchAll(IMPORT)]);
  return imported.flatMap(([, name = '', all]) => {
    if (all) return [...byJavaName].filter(([candidate]) => candidate.startsWith(`${name}.`)).map(([, type]) => type);
    return byJavaName.get(name) ?? [];
  });
}

function javaName({ targets, submodules }: Assembly, type: string): string {
  const [library, module = '', ...names] = type.split('.');
  const submodule = submodules[`${library}.${module}`]?.targets?.java?.package;
  return submodule ? [submodule, ...names].join('.') : [targets.java.package, module, ...names].join('.');
}

/** The types, and all that they mention. */
function closure({ types }: Assembly, roots: readonly string[]): string[] {
  const found = new Set<string>();
  const open = [...roots];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (found.has(type) || !types[type]) continue;
    found.add(type);
    const owner = type.slice(0, type.lastIndexOf('.')); // of a nested type
    open.push(owner, ...references(JSON.stringify(types[type])));
  }
  return [...found].sort();
}

function references(json: string): string[] {
  return [...json.matchAll(REFERENCE)].map(([, type = '']) => type);
}
