/**
 * The layers of ARCHITECTURE.md, as lint rules: an import goes down this list only.
 *
 * Each entry names the folders of a layer and what files in them must not import.
 */
interface Layer {
  readonly folders: string[];
  readonly mayNotImport: { readonly globs: string[]; readonly reason: string }[];
}

const RESOURCES = ['connection', 'host', 'repository-link', 'sync-configuration'];
const ABOVE_RESOURCES = ['blueprints', 'mixins', 'integrations', 'monitoring', 'git-sync'];

const folder = (name: string) => [`**/${name}`, `**/${name}/**`];
const folders = (names: string[]) => names.flatMap(folder);

const HANDLER_LOGIC = {
  globs: ['**/handlers/**', '!**/handlers/*/contract'],
  reason: 'Constructs know a handler by its contract only.',
};
const NOT_THE_CDK = {
  globs: ['aws-cdk-lib', 'aws-cdk-lib/**', 'constructs'],
  reason: 'Handlers run in Lambda, without the CDK.',
};
/** The folders beside src/, as another one of them imports them. */
const beside = (...names: string[]) =>
  names.flatMap((name) => [`../${name}/**`, `../../${name}/**`, `../../../${name}/**`]);

const LOCAL = 'The local AWS stands on its own, and knows the library as an app does.';
const SIMULATOR =
  'The simulator is usable alone: it knows neither the library nor the local AWS, which adds to it by interfaces.';

/** A folder that imports nothing from outside, but these files beside it. */
const closed = (path: string, reason: string, ...except: string[]): Layer[] =>
  // An import out of the folder begins with as many `..` as the importing file is deep in it.
  ['', '*/', '*/*/'].map((below, depth) => {
    const out = '../'.repeat(depth + 1);
    return {
      folders: [`${path}/${below}*.ts`, `${path}/${below}*.mts`],
      mayNotImport: [{ globs: [`${out}**`, ...except.map((name) => `!${out}${name}`)], reason }],
    };
  });

const SRC: Layer[] = [
  {
    folders: ['src/blueprints/**'],
    mayNotImport: [
      { globs: folder('custom-resources'), reason: 'Blueprints are built from the public API.' },
      { globs: folder('handlers'), reason: 'Blueprints are built from the public API.' },
      {
        globs: ['**/private/**', '!**/private/errors', '!**/private/checks'],
        reason: 'Blueprints are built from the public API; of the private modules they use only errors and checks.',
      },
    ],
  },
  {
    folders: ['src/mixins/**'],
    mayNotImport: [
      { globs: folders(['blueprints', 'monitoring']), reason: 'Mixins stand on resources and integrations.' },
      HANDLER_LOGIC,
    ],
  },
  {
    folders: ['src/integrations/**'],
    mayNotImport: [
      {
        globs: folders(['blueprints', 'mixins', 'monitoring', 'git-sync']),
        reason: 'Integrations stand on the resources.',
      },
      HANDLER_LOGIC,
    ],
  },
  {
    folders: ['src/monitoring/**', 'src/git-sync/**'],
    mayNotImport: [
      { globs: folders(['blueprints', 'mixins', 'integrations']), reason: 'This layer stands on the resources.' },
      HANDLER_LOGIC,
    ],
  },
  {
    folders: RESOURCES.map((name) => `src/${name}/**`),
    mayNotImport: [
      { globs: folders(ABOVE_RESOURCES), reason: 'These layers are built on the resources.' },
      HANDLER_LOGIC,
    ],
  },
  {
    folders: ['src/custom-resources/**'],
    mayNotImport: [
      {
        globs: folders([...ABOVE_RESOURCES, ...RESOURCES]),
        reason: 'Custom resources are plumbing for the resources.',
      },
      HANDLER_LOGIC,
    ],
  },
  {
    folders: ['src/validation/**'],
    mayNotImport: [
      {
        globs: folders([...ABOVE_RESOURCES, ...RESOURCES, 'custom-resources', 'handlers']),
        reason: 'Rules check CloudFormation resources, whether constructs of this library or others created them.',
      },
    ],
  },
  {
    folders: ['src/private/**'],
    mayNotImport: [
      {
        globs: folders([...ABOVE_RESOURCES, ...RESOURCES, 'custom-resources', 'validation']),
        reason: 'This is the lowest layer.',
      },
      HANDLER_LOGIC,
    ],
  },
];

/** The constructs, of which handlers may import only plain facts. */
const CONSTRUCTS = {
  globs: [
    ...folders([
      ...ABOVE_RESOURCES,
      ...RESOURCES.map((name) => `../${name}`),
      'custom-resources',
      'validation',
      'private',
    ]),
    '**/error-code',
    '!**/private/limits',
  ],
  reason: 'Handlers know nothing of the constructs but plain facts.',
};

const HANDLERS: Layer[] = [
  { folders: ['src/handlers/**'], mayNotImport: [NOT_THE_CDK, CONSTRUCTS] },
  {
    folders: ['src/handlers/framework/**'],
    mayNotImport: [
      NOT_THE_CDK,
      CONSTRUCTS,
      { globs: ['../*/**', '!../client/**'], reason: 'The framework knows no capability.' },
    ],
  },
  {
    folders: ['src/handlers/client/**'],
    mayNotImport: [NOT_THE_CDK, CONSTRUCTS, { globs: ['../*/**'], reason: 'The client is the lowest layer.' }],
  },
];

const TOOLS: Layer[] = [
  {
    folders: ['local/*.ts'],
    mayNotImport: [{ globs: beside('src', 'test', 'languages', 'scripts', 'benchmark'), reason: LOCAL }],
  },
  ...closed('local/cli', LOCAL, 'simulator/index.ts', 'aws/local-aws.ts', 'aws/command.ts', 'aws/lock.ts'),
  ...closed('local/testing', 'What adds to test frameworks uses the public API only.', 'index.ts'),
  {
    folders: ['demo/**'],
    mayNotImport: [{ globs: ['../**'], reason: 'The demo uses the package as its users do.' }],
  },
  ...closed('local/aws', LOCAL, 'simulator/index.ts'),
  ...closed('local/simulator', SIMULATOR),
  {
    folders: ['languages/**'],
    mayNotImport: [
      {
        globs: beside('src', 'test', 'benchmark'),
        reason: 'It packages the compiled library, and knows no more of it.',
      },
    ],
  },
  {
    folders: ['scripts/**'],
    mayNotImport: [
      { globs: beside('test', 'local', 'demo', 'languages', 'benchmark'), reason: 'Scripts run the other tools.' },
    ],
  },
  {
    folders: ['test/**'],
    mayNotImport: [{ globs: beside('benchmark'), reason: 'Benchmarks measure, tests judge.' }],
  },
  {
    folders: [...RESOURCES, 'custom-resources', 'git-sync', 'monitoring', 'private', 'validation'].map(
      (name) => `test/${name}/**`,
    ),
    mayNotImport: [
      {
        globs: beside('local', 'languages', 'scripts', 'benchmark'),
        reason: 'Constructs are tested by their templates.',
      },
    ],
  },
];

/** Biome overrides, one for each layer. If two match a file, the later one applies. */
export const layerRules = [...SRC, ...HANDLERS, ...TOOLS].map(({ folders: includes, mayNotImport }) => ({
  includes,
  linter: {
    rules: {
      style: {
        noRestrictedImports: {
          level: 'error',
          options: { patterns: mayNotImport.map(({ globs, reason }) => ({ group: globs, message: reason })) },
        },
      },
    },
  },
}));
