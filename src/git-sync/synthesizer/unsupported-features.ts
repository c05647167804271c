import { type AssetStaging, type FileAssetSource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isSynced } from './synced-stages';

/** What a stack has asked its synthesizer to upload. */
export interface Assets {
  readonly files: FileAssetSource[];
  /** The hashes of the images. */
  readonly images: (string | undefined)[];
}

const INSTEAD_OF_FILES =
  'put code inline (lambda.Code.fromInline), or refer to what is uploaded already (lambda.Code.fromBucket)';
const INSTEAD_OF_PROVIDERS =
  'it is behind a custom resource of the CDK or of another library, so leave out what asks for that, such as autoDeleteObjects, or keep it in a stack that the CLI deploys';
const INSTEAD_OF_IMAGES =
  'refer to an image that is there already (fromEcrRepository, fromRegistry), which a pipeline pushes';
const INSTEAD_OF_REFERENCES = 'pass the value by an SSM parameter, in place of a reference to another Region';
const INSTEAD_OF_NESTED_STACKS =
  'make it a stack of its own with a synthesizer of its own, or put its resources into this one; an L1 CfnStack may name a template that is in S3 already';

/** What stands in the tree of a stack that Git sync, which reads a template and nothing else, cannot carry. */
export function unsupportedFeatures(stack: Stack, assets: Assets): string[] {
  const tree = stack.node.findAll().filter((construct) => deployedWith(construct) === stack);
  const nested = tree.filter((construct): construct is Stack => Stack.isStack(construct) && construct !== stack);
  const isTemplate = ({ fileName }: FileAssetSource) => nested.some(({ templateFile }) => templateFile === fileName);
  const files = assets.files.filter((file) => !isTemplate(file)).map(({ sourceHash }) => sourceHash);
  return [
    ...ownersOf(files, tree, stack).map((path) => {
      return `[${path}] needs a file asset, and nothing uploads it: ${insteadOfFile(path)}`;
    }),
    ...ownersOf(assets.images, tree, stack).map(
      (path) => `[${path}] needs an image asset, and nothing builds and pushes it: ${INSTEAD_OF_IMAGES}`,
    ),
    ...nested.map(
      ({ node }) => `[${node.path}] is a nested stack, whose template nothing uploads: ${INSTEAD_OF_NESTED_STACKS}`,
    ),
    ...bootstrapRules(stack),
    ...settings(stack),
    ...dependents(stack),
  ];
}

function insteadOfFile(path: string): string {
  if (path.includes('CrossRegionExport')) return INSTEAD_OF_REFERENCES;
  return path.includes('/Custom::') ? INSTEAD_OF_PROVIDERS : INSTEAD_OF_FILES;
}

/** A synthesizer is told of an asset, but not of whom it is. Whoever stages one has the hash. */
function ownersOf(hashes: (string | undefined)[], tree: IConstruct[], stack: Stack): string[] {
  const stagings = tree.filter((construct) => 'assetHash' in construct && 'absoluteStagedPath' in construct);
  const paths = [...new Set(hashes)].flatMap((hash) => {
    const owners = (stagings as AssetStaging[]).filter(({ assetHash }) => assetHash === hash);
    return owners.length > 0 ? owners.map(({ node }) => node.scope?.node.path ?? node.path) : [stack.node.path];
  });
  return [...new Set(paths)];
}

function bootstrapRules({ node }: Stack): string[] {
  const rule = node.tryFindChild('CheckBootstrapVersion') ?? node.tryFindChild('BootstrapVersion');
  if (!rule) return [];
  const way = 'without assets nothing of it is needed, so leave it out';
  return [`[${rule.node.path}] asks for a bootstrapped account, which Git sync does not check: ${way}`];
}

/** What the CLI sets beside the template. */
function settings(stack: Stack): string[] {
  const { path } = stack.node;
  const topics: unknown = Reflect.get(stack, '_notificationArns');
  return [
    ...(stack.terminationProtection
      ? [`[${path}] has terminationProtection, which no template has: leave it out, and set it on the stack once`]
      : []),
    ...(Array.isArray(topics) && topics.length > 0
      ? [`[${path}] has notificationArns, which Git sync does not set: leave them out, and take its events`]
      : []),
  ];
}

/** A stack that is deployed by the CLI would wait for one that the CLI does not know. */
function dependents(stack: Stack): string[] {
  const others = stack.node.root.node.findAll().filter((construct) => Stack.isStack(construct)) as Stack[];
  const waiting = others.filter((other) => !isSynced(other) && other.dependencies.includes(stack));
  return waiting.map(
    ({ node }) =>
      `[${node.path}] depends on '${stack.node.path}', by a reference or explicitly, and 'cdk deploy' never deploys that: take the value from an SSM parameter or by Fn.importValue, and no dependency`,
  );
}

/** The stack that a construct is deployed with: a nested stack is deployed with its parent. */
function deployedWith(construct: IConstruct): Stack | undefined {
  if (!construct.node.scopes.some((scope) => Stack.isStack(scope))) return undefined;
  let stack = Stack.of(construct);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return stack;
}
