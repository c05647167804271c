import { fromGlob } from './glob.ts';

/** What arrives in a repository: a push to a branch, or a pushed tag. */
export interface PushEvent {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch?: string;
  readonly tag?: string;
  /** The paths of the changed files. */
  readonly files: readonly string[];
}

/** A pull request that is opened, updated or closed. */
export interface PullRequestEvent {
  /** `owner/name`. */
  readonly repository: string;
  readonly pullRequest: 'OPEN' | 'UPDATED' | 'CLOSED';
  /** The branch that the pull request goes to. */
  readonly branch: string;
  /**
   * The branch that it comes from, which the source reads.
   *
   * @default - one that no policy names
   */
  readonly sourceBranch?: string;
  /** The paths of the changed files. */
  readonly files: readonly string[];
}

export type RepositoryEvent = PushEvent | PullRequestEvent;

interface Criteria {
  readonly includes?: readonly string[];
  readonly excludes?: readonly string[];
}

interface Filter {
  readonly branches?: Criteria;
  readonly filePaths?: Criteria;
  readonly tags?: Criteria;
  readonly events?: readonly string[];
}

interface Action {
  readonly name: string;
  readonly actionTypeId: { readonly category: string; readonly owner: string; readonly provider: string };
  readonly configuration?: Readonly<Record<string, string>>;
}

/** A pipeline, as CodePipeline's API returns it. */
export interface PipelineDeclaration {
  readonly name: string;
  readonly stages: readonly { readonly name: string; readonly actions: readonly Action[] }[];
  readonly triggers?: readonly {
    readonly gitConfiguration?: {
      readonly sourceActionName: string;
      readonly push?: readonly Filter[];
      readonly pullRequest?: readonly Filter[];
    };
  }[];
}

/** What CodePipeline decides about an event, for one source action of a pipeline. */
export interface TriggerDecision {
  readonly pipeline: string;
  readonly action: string;
  readonly connectionArn: string;
  /** Whether the pipeline would start. The local AWS does not run it. */
  readonly starts: boolean;
  /** Why the source of a pipeline that starts fails: its role may not read what was pushed. */
  readonly denial?: string;
  /** Why: one line for each trigger filter, or one when there are none. */
  readonly reasons: readonly string[];
}

/**
 * What an event does to a pipeline: one decision for each source action that has the repository.
 *
 * @param connections the status that each connection had when the pipeline was made
 */
export function decideTriggers(
  pipeline: PipelineDeclaration,
  event: RepositoryEvent,
  connections: Readonly<Record<string, string | null>> = {},
): TriggerDecision[] {
  return sourcesOf(pipeline, event.repository).map(({ name, configuration = {} }) => {
    const connectionArn = configuration.ConnectionArn;
    const status = connections[connectionArn] ?? 'AVAILABLE';
    const about = { pipeline: pipeline.name, action: name, connectionArn };
    if (status !== 'AVAILABLE') {
      const reason = `the connection was ${status} when the pipeline was made, so the provider has no webhook for it`;
      return { ...about, starts: false, reasons: [reason] };
    }
    try {
      return { ...about, ...decide(pipeline, name, configuration, event) };
    } catch (error) {
      return { ...about, starts: false, reasons: [`a filter cannot be read: ${(error as Error).message}`] };
    }
  });
}

function sourcesOf({ stages }: PipelineDeclaration, repository: string): Action[] {
  return stages
    .flatMap(({ actions }) => actions)
    .filter(
      ({ actionTypeId, configuration }) =>
        actionTypeId.category === 'Source' &&
        actionTypeId.provider === 'CodeStarSourceConnection' &&
        configuration?.FullRepositoryId?.toLowerCase() === repository.toLowerCase(),
    );
}

type Verdict = Pick<TriggerDecision, 'starts' | 'reasons'>;

/** Filters replace the detection of changes on the branch of the action. */
function decide(
  { triggers = [] }: PipelineDeclaration,
  action: string,
  { BranchName, DetectChanges = 'true' }: Readonly<Record<string, string>>,
  event: RepositoryEvent,
): Verdict {
  const { push = [], pullRequest = [] } =
    triggers.find(({ gitConfiguration }) => gitConfiguration?.sourceActionName === action)?.gitConfiguration ?? {};
  if (push.length + pullRequest.length > 0) {
    const verdicts =
      'pullRequest' in event
        ? pullRequest.map((filter) => decidePullRequest(filter, event))
        : push.map((filter) => decidePush(filter, event));
    const kind = 'pullRequest' in event ? 'pull requests' : 'pushes';
    if (verdicts.length === 0) return { starts: false, reasons: [`the trigger has no filters for ${kind}`] };
    return { starts: verdicts.some(({ starts }) => starts), reasons: verdicts.flatMap(({ reasons }) => reasons) };
  }
  if (DetectChanges.toLowerCase() === 'false') return { starts: false, reasons: ['DetectChanges is false'] };
  if ('pullRequest' in event) return { starts: false, reasons: ['without a trigger, pull requests start nothing'] };
  const starts = event.branch === BranchName;
  return { starts, reasons: [`${starts ? '' : 'not '}a push to the branch ${BranchName} of the action`] };
}

function decidePush({ tags, branches, filePaths }: Filter, { branch, tag, files }: PushEvent): Verdict {
  if (tag !== undefined) {
    return tags ? all(criterion('tag', tags, [tag])) : no('the filter is for branches, and a tag was pushed');
  }
  if (tags) return no('the filter is for tags, and a branch was pushed');
  return all(criterion('branch', branches, branch === undefined ? [] : [branch]), criterion('file', filePaths, files));
}

function decidePullRequest({ events, branches, filePaths }: Filter, event: PullRequestEvent): Verdict {
  if (events && !events.includes(event.pullRequest)) {
    return no(`the filter is for pull requests that are ${events.join(', ')}, and this one is ${event.pullRequest}`);
  }
  return all(criterion('branch', branches, [event.branch]), criterion('file', filePaths, event.files));
}

const no = (reason: string): Verdict => ({ starts: false, reasons: [reason] });

function all(...verdicts: Verdict[]): Verdict {
  const starts = verdicts.every((each) => each.starts);
  const decisive = verdicts.filter((each) => each.starts === starts);
  return { starts, reasons: [decisive.flatMap(({ reasons }) => reasons).join(', and ')] };
}

/** One of the values has to be included and not excluded; an exclusion is stronger. */
function criterion(noun: string, criteria: Criteria | undefined, values: readonly string[]): Verdict {
  if (criteria === undefined) return { starts: true, reasons: [`any ${noun}`] };
  const { includes = ['**'], excludes = [] } = criteria;
  const judged = values.map((value) => {
    const excluding = excludes.find((glob) => fromGlob(glob).test(value));
    const including = includes.find((glob) => fromGlob(glob).test(value));
    if (excluding !== undefined)
      return { value, fits: false, why: `the ${noun} '${value}' is excluded by '${excluding}'` };
    if (including === undefined)
      return {
        value,
        fits: false,
        why: `the ${noun} '${value}' is none of ${includes.map((glob) => `'${glob}'`).join(', ')}`,
      };
    return { value, fits: true, why: `the ${noun} '${value}' is included by '${including}'` };
  });
  const fitting = judged.find(({ fits }) => fits);
  if (fitting) return { starts: true, reasons: [fitting.why] };
  return no(judged.map(({ why }) => why).join(', and ') || `no ${noun}s are changed`);
}
