import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CACHE, made, ROOT } from './cache.ts';
import type { Language } from './language.ts';
import { DIST, LIBRARY, library, pacmak, prepended } from './library.ts';
import { installMissingCdk } from './missing-bindings/java.ts';

const PACKAGE = join(DIST, 'java');
const FOLDER = join(CACHE, 'java');
/** Maven's local repository of the packages and the apps, so that nothing made here is found by anything else. */
const REPOSITORY = join(FOLDER, 'repository');
const APPS = ['examples/java', 'test/languages'].map((folder) => join(ROOT, folder));

export const java: Language = {
  target: 'java',
  programs: {
    javac: 'a JDK, 17 or newer (Debian: openjdk-17-jdk-headless or default-jdk-headless)',
    mvn: 'Apache Maven 3.6 or newer (Debian: maven)',
  },

  package: () => packaged([]),

  /** Maven, with a local repository that has the package as the version that the app asks for. */
  async environment(app) {
    await packaged([app]);
    const version = readFileSync(join(app, 'pom.xml'), 'utf8').match(/<cdk-codeconnections\.version>(.+?)</)?.[1];
    if (!version) throw new Error(`${join(app, 'pom.xml')} has no property cdk-codeconnections.version`);
    await publishLocally(version);
    return { PATH: prepended(), MAVEN_OPTS: mavenOptions() };
  },
};

async function packaged(apps: readonly string[]): Promise<void> {
  await library();
  await installMissingCdk(REPOSITORY, mavenOptions(), [...APPS, ...apps]);
  await made({ name: 'package java', from: LIBRARY, to: [PACKAGE] }, () =>
    pacmak('java', '--maven-local-repository', REPOSITORY),
  );
}

function publishLocally(version: string): Promise<void> {
  const [pom] = globSync('**/*.pom', { cwd: PACKAGE }); // below folders for group, artifact and version
  if (!pom) throw new Error(`there is no pom in ${PACKAGE}`);
  const folder = join(REPOSITORY, dirname(dirname(pom)), version);
  return made({ name: `install the jar as ${version}`, from: [PACKAGE], to: [folder] }, async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const [project = '', ...rest] = readFileSync(join(PACKAGE, pom), 'utf8').split('<dependencies>');
    const renamed = project.replace(/<version>.*<\/version>/, `<version>${version}</version>`);
    const file = join(folder, `${basename(dirname(dirname(pom)))}-${version}`);
    writeFileSync(`${file}.pom`, [renamed, ...rest].join('<dependencies>'));
    cpSync(join(PACKAGE, pom.replace(/pom$/, 'jar')), `${file}.jar`);
  });
}

/** The compiler of the Java runtime at its first tier only: programs that live for seconds are done sooner. */
function mavenOptions(): string {
  return [process.env.MAVEN_OPTS, `-Dmaven.repo.local=${REPOSITORY}`, '-XX:TieredStopAtLevel=1']
    .filter(Boolean)
    .join(' ');
}
