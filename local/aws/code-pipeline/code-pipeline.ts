import { type AwsEnvironment, awsRequest } from '../aws-request.ts';
import { decideTriggers, type PipelineDeclaration, type RepositoryEvent, type TriggerDecision } from './triggers.ts';

interface Place {
  readonly account: string;
  readonly region: string;
}

interface PlacedPipeline extends Place {
  readonly pipeline: PipelineDeclaration;
  /** The status that each connection had when the pipeline was made. */
  readonly connections: Readonly<Record<string, string | null>>;
}

/** What CodePipeline decides about an event for a pipeline, which is somewhere. */
export interface PlacedDecision extends TriggerDecision, Place {}

/** A commit that starts a pipeline. */
export interface Commit {
  readonly repository: string;
  readonly branch: string;
  readonly sha: string;
  readonly files: readonly string[];
}

/** The triggers of pipelines in the local AWS, which runs no pipelines. */
export class CodePipeline {
  private readonly root: AwsEnvironment;
  private last: Promise<unknown> = Promise.resolve();

  /** @param root the environment of the root user of the account */
  constructor(root: AwsEnvironment) {
    this.root = root;
  }

  /** Which pipelines of all accounts and Regions an event would start, and why it would not start others. */
  async decideTriggers(event: RepositoryEvent): Promise<PlacedDecision[]> {
    const { pipelines } = await this.call<{ pipelines: PlacedPipeline[] }>('_ListPipelines', {});
    const decisions = pipelines.flatMap(({ account, region, pipeline, connections }) =>
      decideTriggers(pipeline, event, connections).map((decision) => ({ ...decision, account, region })),
    );
    return Promise.all(decisions.map(async (decision) => ({ ...decision, ...(await this.denialOf(decision, event)) })));
  }

  /**
   * What IAM would say to the source of a pipeline that starts.
   *
   * AWS does not document what stands for the branch in a request for a tag. Here it is the tag, so that a role for one
   * branch may not read it.
   */
  private async denialOf(decision: PlacedDecision, event: RepositoryEvent): Promise<Pick<PlacedDecision, 'denial'>> {
    if (!decision.starts) return {};
    const { pipeline: name, action, connectionArn, account, region } = decision;
    const branch =
      'pullRequest' in event ? (event.sourceBranch ?? 'branch of a pull request') : (event.tag ?? event.branch ?? '');
    const may = await this.call<{ allowed: boolean; roleArn: string }>('_MayReadSource', {
      account,
      region,
      name,
      action,
      branch,
    }).catch(() => undefined); // the pipeline may be deleted meanwhile
    if (may === undefined || may.allowed) return {};
    const denial = `${may.roleArn} is not authorized to perform: codeconnections:UseConnection on resource: ${connectionArn}, for '${branch}' of ${event.repository}`;
    return { denial };
  }

  /**
   * Records an execution of each pipeline that a commit would start, in the order of the commits.
   *
   * @internal
   */
  async push(commit: Commit): Promise<void> {
    this.last = this.last.then(() => this.record(commit)).catch(() => undefined); // a pipeline may be deleted meanwhile
    await this.last;
  }

  private async record(commit: Commit): Promise<void> {
    for (const decision of await this.decideTriggers(commit)) {
      const { starts, denial, account, region, pipeline, action, connectionArn } = decision;
      if (!starts) continue;
      const triggerDetail = JSON.stringify({
        FullRepositoryId: commit.repository,
        BranchName: commit.branch,
        CommitId: commit.sha,
        ConnectionArn: connectionArn,
      });
      const execution = {
        trigger: { triggerType: 'WebhookV2', triggerDetail },
        sourceRevisions: [{ actionName: action, revisionId: commit.sha }],
        ...(denial !== undefined && { status: 'Failed', statusSummary: denial }),
      };
      await this.call('_RecordExecution', { account, region, name: pipeline, execution });
    }
  }

  private call<T>(operation: string, body: object): Promise<T> {
    return awsRequest<T>(this.root, { service: 'codepipeline', target: `CodePipeline_20150709.${operation}`, body });
  }
}
