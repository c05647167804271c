import { type awscdk, JsonFile } from 'projen';

/** What the package takes, and the root for its own development. One lock file has both. */
const DEPENDENCIES = { '@smithy/signature-v4': '^5.7.5', cbor: '^10.0.12', yaml: '^2.9.0' };

/** A file that the package exports, with its types. */
const file = (path: string, extension = '') => ({
  types: `./lib/${path}.d.${extension}ts`,
  default: `./lib/${path}.${extension}js`,
});

/** Makes local/ the package cdk-codeconnections-local: a workspace, compiled by tsc, released with the library. */
export function setUpLocal(project: awscdk.AwsCdkConstructLibrary): void {
  project.package.addField('workspaces', ['local']);
  new JsonFile(project, 'local/package.json', {
    obj: {
      name: 'cdk-codeconnections-local',
      version: '0.0.0',
      description: 'A local AWS and a simulator of AWS CodeConnections, to try CDK apps out and to test them.',
      license: 'Apache-2.0',
      author: project.package.manifest.author,
      repository: { ...project.package.manifest.repository, directory: 'local' },
      keywords: ['aws', 'aws-cdk', 'codeconnections', 'codestar-connections', 'simulator', 'testing', 'jest', 'vitest'],
      engines: { node: '>= 20.16.0' },
      // CommonJS: jest in its usual set-up loads nothing else, and everybody can import it.
      bin: { 'cdk-codeconnections-local': 'lib/cli/bin.js' },
      main: 'lib/index.js',
      types: 'lib/index.d.ts',
      exports: {
        '.': file('index'),
        './simulator': file('simulator'),
        './jest': file('testing/jest'),
        './vitest': file('testing/vitest', 'm'),
        './package.json': './package.json',
      },
      // For a TypeScript that does not read `exports`.
      typesVersions: {
        '*': {
          simulator: ['lib/simulator.d.ts'],
          jest: ['lib/testing/jest.d.ts'],
          vitest: ['lib/testing/vitest.d.mts'],
        },
      },
      files: ['lib', 'model', '!lib/tsconfig.tsbuildinfo', 'CHANGELOG.md', 'simulator/README.md'],
      dependencies: DEPENDENCIES,
    },
  });
  new JsonFile(project, 'local/tsconfig.json', {
    obj: {
      compilerOptions: {
        target: 'ES2022',
        lib: ['es2023'], // what Node.js 20 has
        module: 'nodenext',
        rootDir: '.',
        outDir: 'lib',
        declaration: true,
        stripInternal: true, // what the parts of the package have of each other
        incremental: true,
        tsBuildInfoFile: 'lib/tsconfig.tsbuildinfo',
        strict: true,
        rewriteRelativeImportExtensions: true,
        erasableSyntaxOnly: true,
        skipLibCheck: true,
        types: ['node'],
      },
      include: ['**/*.ts', '**/*.mts'],
      exclude: ['lib', 'model'],
    },
  });
  project.gitignore.exclude('/local/lib/', '/local/model/');
  project.addTask('build:local', {
    description: 'Compile the package cdk-codeconnections-local into local/lib',
    exec: 'node scripts/build-local.mts',
  });
  project.addTask('package:local', {
    description: 'Make what would be published of cdk-codeconnections-local, in dist/local',
    exec: 'node scripts/package-local.mts',
  });
}
