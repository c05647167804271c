import { awscdk, github, JsonFile, javascript, typescript } from 'projen';
import { awslintExclusions } from './projenrc/awslint';
import { layerRules } from './projenrc/layers';
import { setUpLocal } from './projenrc/local';
import { setUpModelDrift } from './projenrc/model-drift';
import { releaseOptions, setUpRelease } from './projenrc/release';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-codeconnections',
  description:
    'AWS CDK constructs for AWS CodeConnections: connections that are ready, Git-synced stacks, permissions.',
  author: 'cdk-codeconnections',
  authorAddress: 'https://github.com/cdk-codeconnections',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-codeconnections/cdk-codeconnections.git',
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-codeconnections authors',
  stability: 'stable', // the version says what may change; jsii would mark each member otherwise
  keywords: [
    'aws-cdk',
    'codeconnections',
    'codestar-connections',
    'github',
    'gitlab',
    'bitbucket',
    'azure-devops',
    'git-sync',
  ],

  // The first aws-cdk-lib with aws_codeconnections.CfnHost, and the lowest constructs that cdk-nag 3 supports.
  cdkVersion: '2.268.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0', // jsii 6 does not compile with TypeScript 7
  projenVersion: '0.103.25',
  minNodeVersion: '20.16.0',
  workflowNodeVersion: '24.x',
  packageManager: javascript.NodePackageManager.NPM,

  // Reads and changes deployment files, with their comments. Loaded only when needed, and by the simulator.
  bundledDeps: ['yaml@^2.9.0'],
  devDeps: [
    'node@22', // the Node.js of all tasks, which runs local/ without a build
    'aws-cdk@2.1148.1', // npm's "latest" is a mis-tagged old CLI
    'awslint@2.262.2-alpha.0', // npm's "latest" is stale
    'cdk-nag@^3.0.2',
    'esbuild@0.28.2', // pinned: it decides the bytes of the handlers in every user's template
    'terser@5.51.4', // pinned likewise: a template holds the code as JSON, in which double quotes take two bytes each
    '@octokit/webhooks-examples@^7', // payloads of GitHub, for the webhooks of CodeBuild
    '@smithy/core@^3', // its CBOR is a judge of the simulator's
    '@smithy/signature-v4@5.7.5', // the local AWS's own client signs with it, and the handlers' signer is compared with it
    '@aws-sdk/client-codestar-connections@^3',
    '@types/aws-lambda@^8',
    '@types/node@^22',
    '@swc/core@1.16.18',
    '@swc/jest@0.2.39',
    'fast-check@^4',
    'playwright-core@^1',
    'vitest@^4', // what local/testing adds matchers to
  ],

  publishToPypi: { distName: 'cdk-codeconnections', module: 'cdk_codeconnections', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdkcodeconnections',
    mavenGroupId: 'io.github.cdk-codeconnections', // Maven Central requires the exact name of the GitHub account
    mavenArtifactId: 'cdk-codeconnections',
    mavenServerId: 'central-ossrh',
  },
  publishToGo: { moduleName: 'github.com/cdk-codeconnections/cdk-codeconnections-go' },
  publishToNuget: { dotNetNamespace: 'CdkCodeConnections', packageId: 'CdkCodeConnections', trustedPublishing: true },
  npmTrustedPublishing: true,
  ...releaseOptions,
  compat: true, // a breaking change of the API fails the build, unless .compatignore declares it

  // Handlers are bundled by scripts/bundle-handlers.mts; the jsii compilation sees only the contracts that constructs
  // import.
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,
  excludeTypescript: ['src/handlers/**/*.ts'],
  tsconfigDev: {
    include: ['src', 'local', 'demo', 'languages', 'scripts', 'benchmark', 'examples/typescript'].map(
      (folder) => `../${folder}/**/*`,
    ),
    exclude: ['../local/lib', '../local/testing/vitest.mts'], // the latter's types are checked where it is compiled
    compilerOptions: {
      module: 'esnext',
      moduleResolution: javascript.TypeScriptModuleResolution.BUNDLER,
      target: 'ES2024',
      lib: ['es2024'],
      noEmit: true,
      allowImportingTsExtensions: true, // Node.js runs local/ and scripts/ directly
      paths: {
        'cdk-codeconnections': ['../src/index.ts'],
        'cdk-codeconnections-local': ['../local/index.ts'],
        'cdk-codeconnections-local/jest': ['../local/testing/jest.ts'],
      },
    },
  },

  biome: true,
  biomeOptions: {
    version: '2.5.15',
    biomeConfig: {
      files: {
        includes: [
          'local/**',
          '!local/lib',
          'demo/**',
          'languages/**',
          'scripts/**',
          'benchmark/**',
          'examples/typescript/**',
        ],
      },
      formatter: { indentStyle: javascript.biome_config.IndentStyle.SPACE, lineWidth: 120 },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
      linter: {
        rules: { suspicious: { noImportCycles: { level: 'error', options: { ignoreTypes: false } } } },
      } as never,
      overrides: layerRules as javascript.biome_config.OverridePattern[],
    },
  },

  typecheckTests: true,
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      moduleNameMapper: {
        '^cdk-codeconnections$': '<rootDir>/src', // the name that examples import
        '^cdk-codeconnections-local$': '<rootDir>/local/index.ts',
        '^cdk-codeconnections-local/jest$': '<rootDir>/local/testing/jest.ts',
      },
      modulePathIgnorePatterns: ['<rootDir>/local/lib'],
      transform: {
        '^.+\\.[t]sx?$': new javascript.Transform('@swc/jest', {
          jsc: {
            target: 'es2022',
            parser: { syntax: 'typescript', decorators: true },
            transform: { legacyDecorator: true },
          },
        }),
      },
    },
  },

  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  sampleCode: false,
  pullRequestTemplate: false,
  vscode: false,
  githubOptions: { mergify: false },
  buildWorkflowOptions: { mutableBuild: false }, // a build that changes files fails, so that the committed files are the tested ones
  depsUpgradeOptions: { workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.MONTHLY }, cooldown: 5 },
  gitignore: ['.jsii.tabl.json', 'cdk.out', '.venv', '__pycache__', 'test-aws-report.md', 'target/', 'Cargo.lock'],
  npmIgnoreOptions: {
    ignorePatterns: [
      '/benchmark/',
      '/decisions/',
      '/demo/',
      '/examples/',
      '/languages/',
      '/local/',
      '/model/',
      '/projenrc/',
      '/rosetta/',
      '/scripts/',
      '/docs/',
      '/.ci/',
      '/biome.jsonc',
      '/.compatignore',
      '/.jsii.tabl.json',
      '/ARCHITECTURE.md',
      '/CONTRIBUTING.md',
      '/SECURITY.md',
      '/TESTING.md',
    ],
  },
});

project.deps.removeDependency('ts-jest'); // swc compiles the tests
project.package.addField('awslint', { exclude: awslintExclusions });
project.package.addPackageResolutions('unrs-resolver@1.12.2'); // newer ones lack a package for some platforms

// npm requires consent to installation scripts. The first one installs the Node.js of the tasks.
const scripts = ['node', '@parcel/watcher', '@swc/core', 'esbuild', 'unrs-resolver'];
project.package.addField('allowScripts', Object.fromEntries(scripts.map((name) => [name, true])));

setUpLocal(project);

// Node.js runs these directly (it strips the types), so they are ES modules.
for (const folder of ['demo', 'languages']) {
  new JsonFile(project, `${folder}/package.json`, {
    obj: { name: `cdk-codeconnections-${folder}`, private: true, type: 'module', license: 'Apache-2.0' },
  });
}
project.gitignore.exclude('/languages/.cache/');

// AWS's model of the service, and the files generated from it. `npm test` fails if these are stale.
project.addTask('model', {
  description: "Take AWS's model of the service from the newest botocore, or from a given one",
  steps: [{ exec: 'node scripts/renew-model.mts', receiveArgs: true }],
});
project.addTask('model:drift', {
  description: "Compare AWS's model of the service with the one in the newest botocore, or in a given one",
  steps: [{ exec: 'node scripts/model-drift.mts', receiveArgs: true }],
});
setUpModelDrift(project);
project.addTask('schemas', {
  description: "Take CloudFormation's schemas of the resource types that the local AWS has from a cfn-lint",
  steps: [{ exec: 'node scripts/renew-schemas.mts', receiveArgs: true }],
});
project.addTask('shapes', {
  description: "Generate the shapes of the API from AWS's model",
  exec: 'node scripts/generate-shapes.mts',
});
project.addTask('feature-flags', {
  description: 'Take the feature flags of `cdk init` from the installed CLI, for tests and examples',
  exec: 'node scripts/feature-flags.mts',
});
for (const file of ['src/handlers/client/shapes', 'local/simulator/model/shapes', 'local/simulator/model/operations']) {
  project.annotateGenerated(`/${file}.ts`);
}

/** Without the warnings of Node.js that it strips types, and that package.json does not declare the type of modules. */
const RUN_TYPESCRIPT = 'node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON --disable-warning=ExperimentalWarning';

const bundle = project.addTask('bundle:handlers', {
  description: 'Bundle the Lambda handlers into lib/handlers',
  exec: 'node scripts/bundle-handlers.mts',
});
project.preCompileTask.spawn(bundle);
// Like projen's task, but with the warnings about reserved words of other languages.
const compilation = [{ exec: 'jsii' }, { exec: 'node scripts/lazy-modules.mts' }];
project.compileTask.reset();
for (const { exec } of [...compilation, { exec: 'projen compat' }]) project.compileTask.exec(exec);

// Compares with the committed baseline rather than a registry, so that it works before the first release and offline.
// projen would allow breaks while the API is experimental. The folder has a dot, so that jsii-docgen, which looks
// for assemblies everywhere else, does not take this one for the library's.
project.tasks
  .tryFind('compat')
  ?.reset('jsii-diff test/api/.baseline . --keys --ignore-file .compatignore --error-on all');
project.gitignore.include('/test/api/.baseline/.jsii');
project.addTask('compat:baseline', {
  description: 'Make the current API the baseline that compat compares with',
  steps: [{ spawn: bundle.name }, ...compilation, { exec: 'node scripts/compat-baseline.mts' }],
});

// `npm test` checks API.md. Construct Hub generates the pages of the other languages; this task does it on demand.
project.tasks.tryFind('docgen')?.reset('node scripts/api-reference.mts');
const pages = project.addTask('docgen:languages', {
  description: 'Generate the API reference of the other languages, from .jsii',
  exec: 'jsii-docgen -l python java csharp go -o dist/docs/API',
});
const rulesPage = project.addTask('rules:page', {
  description: 'Generate docs/reference/rules.md from the rules and the codes of errors',
  exec: 'tsx scripts/rules-page.mts',
});
project.addTask('docs', {
  description:
    'Generate the reference: the page of rules, API.md for TypeScript, and dist/docs/ for the other languages',
  steps: [
    { spawn: bundle.name },
    ...compilation,
    { spawn: rulesPage.name },
    { spawn: 'docgen' },
    { spawn: pages.name },
  ],
});

// `npm test` is for each change, `test:deploy` takes longer. `.ci/run` runs both, and `test:languages`.
project.testTask.reset('node scripts/test.mts', { receiveArgs: true });
const deployments = project.addTask('test:deploy', {
  description: 'Deploy to the local AWS with the stock cdk CLI, and check its pages in a browser',
  exec: 'node scripts/test-deploy.mts',
});
project.addTask('coverage', {
  description: 'Run the unit tests, and print which lines of src/ and the simulator none of them runs',
  steps: [{ spawn: bundle.name }, { exec: 'node scripts/coverage.mts' }],
});
// In a fresh clone nothing is built: the examples run from src/, and need the bundled handlers only.
project.addTask('local', {
  description: 'Start the local AWS and leave it running until Ctrl-C, or until a command ends',
  steps: [{ spawn: bundle.name }, { spawn: 'build:local' }, { exec: 'node local/lib/cli/bin.js', receiveArgs: true }],
});
project.addTask('test:aws', {
  description: 'Deploy to an AWS account and to the local AWS, and report what differs',
  steps: [
    { spawn: bundle.name },
    { spawn: 'build:local' },
    { exec: `${RUN_TYPESCRIPT} test/aws/run.ts`, receiveArgs: true },
  ],
});
for (const target of ['js', 'python', 'java', 'go', 'dotnet']) {
  project.tasks.tryFind(`package:${target}`)?.reset(`${RUN_TYPESCRIPT} languages/package.ts ${target}`);
}
const languages = project.addTask('test:languages', {
  description: 'Package the library for all languages, and run apps in these languages on the packages',
  exec: `${RUN_TYPESCRIPT} languages/test.ts`,
});
project.addTask('benchmark', {
  description: 'Measure what the library costs, and compare with the limits',
  exec: `${RUN_TYPESCRIPT} benchmark/index.ts`,
});

project.addTask('screenshots', {
  description: 'Take the pictures of the local console in docs/images, with Chromium',
  steps: [{ spawn: bundle.name }, { spawn: 'build:local' }, { exec: `${RUN_TYPESCRIPT} demo/screenshots.ts` }],
});
project.addTask('demo', {
  description: 'Deploy the example git-synced-stack to the local AWS, update it, and destroy it',
  steps: [
    { spawn: bundle.name },
    { spawn: 'build:local' },
    { exec: 'node local/lib/cli/bin.js --port 0 --simulator-port 0 -- node demo/demo.ts', receiveArgs: true },
  ],
});

project.addTask('test:sdks', {
  description: 'Let the AWS SDKs for Rust, Go and Java call the simulator and the local AWS',
  steps: [{ spawn: 'build:local' }, { exec: `${RUN_TYPESCRIPT} test/sdk-judges/run.ts` }],
});
// The lock file has the lowest dependencies that the library supports. This task tests the newest ones.
const newest = project.addTask('test:newest', {
  description: 'Run the tests of the constructs with the newest aws-cdk-lib, installed in a temporary folder',
  steps: [{ spawn: bundle.name }, { exec: 'node scripts/test-newest.mts' }],
});
// Jobs beside `npm test`, each on a separate machine.
for (const [job, task] of Object.entries({ deployments, 'newest-cdk': newest, languages })) {
  project.github?.tryFindWorkflow('build')?.addJob(job, {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.READ },
    steps: [
      { uses: 'actions/checkout@v6' },
      { uses: 'actions/setup-node@v6', with: { 'node-version': '24.x' } },
      { run: 'npm ci' },
      { run: `npx projen ${task.name}` },
    ],
  });
}

setUpRelease(project);

project.synth();
