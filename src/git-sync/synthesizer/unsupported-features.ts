import { type AssetStaging, type FileAssetSource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isSynced } from './synced-stages';

/** The assets that a stack has asked its synthesizer to upload. */
export interface Assets {
  readonly files: FileAssetSource[];
  /** The hashes of the images. */
  readonly images: (string | undefined)[];
}

const INSTEAD_OF_FILES =
  'use inline code (lambda.Code.fromInline), or refer to an uploaded file (lambda.Code.fromBucket)';
const INSTEAD_OF_PROVIDERS =
  'a custom resource of the CDK or of another library needs it, so remove the property that creates it, such as autoDeleteObjects, or move it to a stack that the CLI deploys';
const INSTEAD_OF_IMAGES = 'refer to an image that a pipeline pushes (fromEcrRepository, fromRegistry)';
const INSTEAD_OF_REFERENCES = 'pass the value through an SSM parameter instead of a reference to another Region';
const INSTEAD_OF_NESTED_STACKS =
  'make it a separate stack with its own synthesizer, or move its resources into this one; an L1 CfnStack can refer to a template that is already in S3';

/** The features of a stack that Git sync does not support, because it reads only a template. */
export function unsupportedFeatures(stack: Stack, assets: Assets): string[] {
  const tree = stack.node.findAll().filter((construct) => deployedWith(construct) === stack);
  const nested = tree.filter((construct): construct is Stack => Stack.isStack(construct) && construct !== stack);
  const isTemplate = ({ fileName }: FileAssetSource) => nested.some(({ templateFile }) => templateFile === fileName);
  const files = assets.files.filter((file) => !isTemplate(file)).map(({ sourceHash }) => sourceHash);
  return [
    ...ownersOf(files, tree, stack).map((path) => {
      return `[${path}] needs a file asset, which Git sync does not upload: ${insteadOfFile(path)}`;
    }),
    ...ownersOf(assets.images, tree, stack).map(
      (path) => `[${path}] needs an image asset, which Git sync does not build and push: ${INSTEAD_OF_IMAGES}`,
    ),
    ...nested.map(
      ({ node }) =>
        `[${node.path}] is a nested stack, whose template Git sync does not upload: ${INSTEAD_OF_NESTED_STACKS}`,
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

/** The constructs that own assets. A synthesizer gets only the hash of an asset, which its staging has as well. */
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
  const remedy = 'remove it, because nothing in the bootstrap is needed without assets';
  return [`[${rule.node.path}] needs a bootstrapped account, which Git sync does not check: ${remedy}`];
}

/** Settings that the CLI makes outside of the template. */
function settings(stack: Stack): string[] {
  const { path } = stack.node;
  const topics: unknown = Reflect.get(stack, '_notificationArns');
  return [
    ...(stack.terminationProtection
      ? [`[${path}] has terminationProtection, which a template cannot set: remove it, and set it on the stack once`]
      : []),
    ...(Array.isArray(topics) && topics.length > 0
      ? [`[${path}] has notificationArns, which Git sync does not set: remove them, and use the events of Git sync`]
      : []),
  ];
}

/** Stacks that the CLI deploys and that depend on this one, which the CLI does not deploy. */
function dependents(stack: Stack): string[] {
  const others = stack.node.root.node.findAll().filter((construct) => Stack.isStack(construct)) as Stack[];
  const waiting = others.filter((other) => !isSynced(other) && other.dependencies.includes(stack));
  return waiting.map(
    ({ node }) =>
      `[${node.path}] depends on '${stack.node.path}', by a reference or explicitly, which 'cdk deploy' never deploys: remove the dependency, and pass the value through an SSM parameter or Fn.importValue`,
  );
}

/** The stack that a construct is deployed with: a nested stack is deployed with its parent. */
function deployedWith(construct: IConstruct): Stack | undefined {
  if (!construct.node.scopes.some((scope) => Stack.isStack(scope))) return undefined;
  let stack = Stack.of(construct);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return stack;
}
