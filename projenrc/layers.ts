/**
 * The layers of ARCHITECTURE.md, as lint rules: an import goes down this list only.
 *
 * Each entry names the folders of a layer and what files in them must not import.
 */
interface Layer {
  readonly folders: string[];
  readonly mayNotImport: { readonly globs: string[]; readonly reason: string }[];
}

const RESOURCES = ['connection', 'host', 'repository-link', 'sync-configuration', 'deployment-file'];
const ABOVE_RESOURCES = ['blueprints', 'integrations', 'monitoring'];

const folder = (name: string) => [`**/${name}`, `**/${name}/**`];
const folders = (names: string[]) => names.flatMap(folder);

const HANDLER_LOGIC = {
  globs: ['**/handlers/**', '!**/handlers/*/contract'],
  reason: 'Constructs know a handler by its contract only.',
};

const LAYERS: Layer[] = [
  {
    folders: ['src/blueprints/**'],
    mayNotImport: [
      { globs: folder('custom-resources'), reason: 'Blueprints are built from the public API.' },
      { globs: folder('handlers'), reason: 'Blueprints are built from the public API.' },
      {
        globs: ['**/private/**', '!**/private/errors', '!**/private/checks'],
        reason: 'Blueprints are built from the public API; of what is private they have the errors and the checks.',
      },
    ],
  },
  {
    folders: ['src/integrations/**', 'src/monitoring/**'],
    mayNotImport: [{ globs: folder('blueprints'), reason: 'Blueprints are built on this layer.' }, HANDLER_LOGIC],
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
        reason: 'Rules look at CloudFormation resources, whoever made them.',
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
  {
    folders: ['src/handlers/**'],
    mayNotImport: [
      { globs: ['aws-cdk-lib', 'aws-cdk-lib/**', 'constructs'], reason: 'Handlers run in Lambda, without the CDK.' },
      {
        globs: folders([
          ...ABOVE_RESOURCES,
          ...RESOURCES.map((name) => `../${name}`),
          'custom-resources',
          'validation',
        ]),
        reason: 'Handlers know nothing of the constructs.',
      },
      {
        globs: ['**/private/**', '!**/private/limits'],
        reason: 'Handlers know nothing of the constructs but the limits, which are data.',
      },
    ],
  },
];

/** Biome overrides, one for each layer. */
export const layerRules = LAYERS.map(({ folders: includes, mayNotImport }) => ({
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
