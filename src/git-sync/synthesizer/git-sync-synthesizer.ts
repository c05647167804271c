import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DockerImageAssetLocation,
  type DockerImageAssetSource,
  type FileAssetLocation,
  type FileAssetSource,
  type ISynthesisSession,
  type Stack,
  StackSynthesizer,
  Token,
} from 'aws-cdk-lib';
import { ErrorCode } from '../../error-code';
import { isPlaceholder } from '../../private/context';
import { throwIfInvalid, validationError } from '../../private/errors';
import { checkPaths, planFiles, workingTreeOf } from './planned-files';
import { type MissingLookup, markSynced, takePlan } from './synced-stages';
import { type Assets, unsupportedFeatures } from './unsupported-features';

/** Properties of a `GitSyncSynthesizer`. */
export interface GitSyncSynthesizerProps {
  /** The path of the template from the root of the repository, ending in `.json`, `.yaml` or `.yml`. */
  readonly templateFilePath: string;

  /**
   * The path of the deployment file from the root of the repository, ending in `.json`, `.yaml` or `.yml`.
   *
   * It is the `configFile` of the sync configuration.
   */
  readonly configFile: string;

  /**
   * The values of the stack's parameters, in the form that a `DeploymentFile` accepts.
   *
   * Values of other parameters in the existing deployment file are kept as long as the template declares the parameter.
   *
   * @default - the values in the existing deployment file
   */
  readonly parameters?: { readonly [name: string]: string };

  /**
   * The root folder of the repository on this machine.
   *
   * @default - the nearest folder with a `.git` in it, from the working directory upwards
   */
  readonly repositoryRoot?: string;

  /**
   * Whether synthesis fails, instead of writing, if a file would change.
   *
   * Set it in CI to check that the committed files match the code.
   *
   * @default - the context value `cdk-codeconnections:failOnChanges`, or false without it
   */
  readonly failOnChanges?: boolean;
}

/**
 * Writes a stack's template and its deployment file into the working tree of a Git repository. Git sync deploys them
 * when they are pushed.
 *
 * `cdk deploy` ignores the stack, even with `--all`: only a push deploys it. The tags of the stack are written to the
 * deployment file.
 *
 * Git sync reads only a template, so synthesis fails if the stack has anything else: file assets, image assets, nested
 * stacks, lookups without a value in `cdk.context.json`, the rule that checks the bootstrap version, or stacks that the
 * CLI deploys and that depend on this one. The error lists all of them, each with the path of the construct and a
 * remedy.
 *
 * If any stack in the Stage is refused, nothing is written. Files that would not change are not touched.
 *
 * ```ts
 * const app = new App();
 * new Stack(app, 'Prod', {
 *   synthesizer: new GitSyncSynthesizer({
 *     templateFilePath: 'templates/prod.yaml',
 *     configFile: 'deploy/prod.yaml',
 *   }),
 * });
 * ```
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync.html
 */
export class GitSyncSynthesizer extends StackSynthesizer {
  /** The path of the template from the root of the repository. */
  public readonly templateFilePath: string;

  /** The path of the deployment file from the root of the repository. */
  public readonly configFile: string;

  private readonly props: GitSyncSynthesizerProps;
  private readonly assets: Assets = { files: [], images: [] };

  /**
   * @param props the properties
   * @throws when a path is not relative to the root of the repository or does not end in `.json`, `.yaml` or `.yml`, or
   * when both paths are the same
   */
  constructor(props: GitSyncSynthesizerProps) {
    super();
    refuseTokens(props);
    const isKnown = ![props.templateFilePath, props.configFile].some(isPlaceholder);
    if (isKnown) throwIfInvalid(ErrorCode.INVALID_GIT_SYNC_SYNTHESIZER, checkPaths(props), undefined);
    this.props = props;
    this.templateFilePath = props.templateFilePath;
    this.configFile = props.configFile;
  }

  /**
   * Binds the synthesizer to its stack, which calls this method. A synthesizer serves one stack.
   *
   * @param stack the stack
   */
  public override bind(stack: Stack): void {
    super.bind(stack);
    throwIfInvalid(ErrorCode.INVALID_GIT_SYNC_SYNTHESIZER, checkPaths(this.props), stack);
    markSynced(stack, Object.values(workingTreeOf(this.props).paths));
  }

  /**
   * Records a file asset. Synthesis refuses it later, together with all others.
   *
   * @param asset the asset
   */
  public override addFileAsset(asset: FileAssetSource): FileAssetLocation {
    this.assets.files.push(asset);
    const url = `https://${NOWHERE}/${NOWHERE}`;
    return { bucketName: NOWHERE, objectKey: NOWHERE, httpUrl: url, s3ObjectUrl: `s3://${NOWHERE}/${NOWHERE}` };
  }

  /**
   * Records an image asset. Synthesis refuses it later, together with all others.
   *
   * @param asset the asset
   */
  public override addDockerImageAsset(asset: DockerImageAssetSource): DockerImageAssetLocation {
    this.assets.images.push(asset.sourceHash);
    return { repositoryName: NOWHERE, imageUri: NOWHERE, imageTag: NOWHERE };
  }

  /**
   * Synthesizes the stack. The last stack of a Stage writes the files of all stacks in it.
   *
   * @param session the session of the synthesis
   * @throws when a stack has features that Git sync does not support, or a file would change with `failOnChanges` set
   */
  public override synthesize(session: ISynthesisSession): void {
    const stack = this.boundStack;
    const missing: MissingLookup[] = [];
    const plan = planFiles(stack, this.props, () => {
      const { fileName } = this.synthesizeTemplate(recordMissing(missing, session, stack));
      return readFileSync(join(session.assembly.outdir, fileName ?? stack.templateFile), 'utf8');
    });
    takePlan(stack, {
      ...plan,
      violations: [...unsupportedFeatures(stack, this.assets), ...plan.violations],
      missing,
      failOnChanges: this.props.failOnChanges ?? String(stack.node.tryGetContext(FAIL_ON_CHANGES)) === 'true',
    });
  }
}

/** A file needs a name before the stack is deployed. */
function refuseTokens({ templateFilePath, configFile }: GitSyncSynthesizerProps): void {
  for (const [name, path] of Object.entries({ templateFilePath, configFile })) {
    if (!Token.isUnresolved(path)) continue;
    throw validationError(ErrorCode.UNRESOLVED_PATH, `'${name}' must be known at synthesis, got a token`, undefined);
  }
}

/** A session that records the lookups without a value, and passes them on to the CLI. */
function recordMissing(missing: MissingLookup[], session: ISynthesisSession, { node }: Stack): ISynthesisSession {
  const assembly: ISynthesisSession['assembly'] = Object.create(session.assembly);
  assembly.addMissing = (context) => {
    session.assembly.addMissing(context);
    const remedy = "run 'cdk synth', which looks it up, and commit cdk.context.json";
    missing.push({
      violation: `[${node.path}] needs a lookup that has no value, '${context.key}': ${remedy}`,
      hasFailed: node.tryGetContext(context.key) !== undefined,
    });
  };
  return { ...session, assembly };
}

const FAIL_ON_CHANGES = 'cdk-codeconnections:failOnChanges';

/** A placeholder, which is never deployed. */
const NOWHERE = 'git-sync-carries-no-assets';
