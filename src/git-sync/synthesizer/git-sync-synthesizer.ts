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
} from 'aws-cdk-lib';
import { throwIfInvalid } from '../../private/errors';
import { checkPaths, planFiles, workingTreeOf } from './synced-stack';
import { type MissingLookUp, markSynced, takePlan } from './synced-stages';
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
   * The values of the stack's parameters, as a `DeploymentFile` takes them.
   *
   * Values of other parameters that stand in the deployment file stay, as long as the template declares the parameter.
   *
   * @default - those that stand in the deployment file
   */
  readonly parameters?: { readonly [name: string]: string };

  /**
   * The folder of this machine that the paths are from.
   *
   * @default - the nearest folder upwards with a `.git` in it
   */
  readonly repositoryRoot?: string;

  /**
   * Whether the synth fails, in place of writing, when the working tree is not as it would be written: what CI asks to
   * know whether what was committed is what the code says.
   *
   * @default - the context value `cdk-codeconnections:failOnChanges`, and false without
   */
  readonly failOnChanges?: boolean;
}

/**
 * Writes a stack's template and its deployment file into the working tree of a Git repository, for Git sync to deploy
 * when they are pushed.
 *
 * `cdk deploy` does not know the stack, not even with `--all`: a push is what deploys it. The stack's tags are those of
 * the deployment file.
 *
 * Git sync reads a template and nothing else. What it cannot carry is refused at synth, all at once, with the path of
 * each construct and with a way out: file assets, image assets, nested stacks, look-ups that are not in
 * `cdk.context.json`, the rule that checks the bootstrap version, and stacks that depend on this one but are deployed.
 *
 * Nothing is written when anything in the Stage is refused, nor a file that says the same already.
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
   * @param props where to write what
   * @throws when a path is none from the root of a repository, or both are the same
   */
  constructor(props: GitSyncSynthesizerProps) {
    super();
    throwIfInvalid('InvalidGitSyncSynthesizer', checkPaths(props), undefined);
    this.props = props;
    this.templateFilePath = props.templateFilePath;
    this.configFile = props.configFile;
  }

  /**
   * Called by the stack that it is given to. One synthesizer is for one stack.
   *
   * @param stack the stack
   */
  public override bind(stack: Stack): void {
    super.bind(stack);
    markSynced(stack, Object.values(workingTreeOf(this.props).paths));
  }

  /**
   * Takes note of a file asset, which is refused at synth: others may be to come.
   *
   * @param asset the asset
   */
  public override addFileAsset(asset: FileAssetSource): FileAssetLocation {
    this.assets.files.push(asset);
    const url = `https://${NOWHERE}/${NOWHERE}`;
    return { bucketName: NOWHERE, objectKey: NOWHERE, httpUrl: url, s3ObjectUrl: `s3://${NOWHERE}/${NOWHERE}` };
  }

  /**
   * Takes note of an image asset, which is refused at synth.
   *
   * @param asset the asset
   */
  public override addDockerImageAsset(asset: DockerImageAssetSource): DockerImageAssetLocation {
    this.assets.images.push(asset.sourceHash);
    return { repositoryName: NOWHERE, imageUri: NOWHERE, imageTag: NOWHERE };
  }

  /**
   * Called at synth. The last stack of a Stage writes the files of all of them, or refuses.
   *
   * @param session where the CDK writes
   * @throws all that Git sync cannot carry, and files that are not as they would be written when `failOnChanges` is set
   */
  public override synthesize(session: ISynthesisSession): void {
    const stack = this.boundStack;
    const missing: MissingLookUp[] = [];
    const plan = planFiles(stack, this.props, () => {
      const { fileName } = this.synthesizeTemplate(noting(missing, session, stack));
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

/** Passes on to the CLI which look-ups have no values yet, and takes note of them. */
function noting(missing: MissingLookUp[], session: ISynthesisSession, { node }: Stack): ISynthesisSession {
  const assembly: ISynthesisSession['assembly'] = Object.create(session.assembly);
  assembly.addMissing = (context) => {
    session.assembly.addMissing(context);
    const way = "run 'cdk synth', which looks it up, and commit cdk.context.json";
    missing.push({
      violation: `[${node.path}] stands on a look-up without a value, '${context.key}': ${way}`,
      hasFailed: node.tryGetContext(context.key) !== undefined,
    });
  };
  return { ...session, assembly };
}

const FAIL_ON_CHANGES = 'cdk-codeconnections:failOnChanges';

/** Never deployed. */
const NOWHERE = 'git-sync-carries-no-assets';
