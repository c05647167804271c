import { bitbucketEvent } from './bitbucket.ts';
import { decideGroups, isUnfilteredEvent, type WebhookDecision } from './decision.ts';
import { gitHubEvent } from './github.ts';
import { gitLabEvent } from './gitlab.ts';
import { type Additions, NoEvent, type Webhook, type WebhookEvent } from './webhook.ts';

/** What a provider sends to a webhook. */
export interface Delivery extends Additions {
  /** The event, as the provider calls it in its header: `X-GitHub-Event`, `X-Gitlab-Event` or `X-Event-Key` (Bitbucket). */
  readonly event: string;
  /** The body of the request, parsed. */
  readonly payload: unknown;
  /**
   * The role that the author of a pull request has in the repository, as `ApproverRoles` of the build policy names it, for
   * example `GITHUB_WRITE`.
   *
   * @default - none: a stranger
   */
  readonly authorRole?: string;
}

/** What a delivery is decided by: a project as CodeBuild's API returns it. */
export interface Project {
  readonly name: string;
  readonly source: { readonly type: string; readonly location?: string };
  readonly webhook?: Webhook;
}

/** The event of a delivery, which the type of the source tells how to read. */
export function eventOf({ source }: Project, { event, payload, ...additions }: Delivery): WebhookEvent {
  switch (source.type) {
    case 'GITHUB':
    case 'GITHUB_ENTERPRISE':
      return gitHubEvent(event, payload, additions, source.type === 'GITHUB_ENTERPRISE');
    case 'GITLAB':
    case 'GITLAB_SELF_MANAGED':
      return gitLabEvent(event, payload, additions);
    case 'BITBUCKET':
      return bitbucketEvent(event, payload, additions);
    default:
      throw new Error(`a source of type ${source.type} has no webhook`);
  }
}

/**
 * Whether CodeBuild would start a build of a project.
 *
 * @throws when the project has no webhook, or the payload lacks what a filter looks at
 */
export function decide(project: Project, delivery: Delivery): WebhookDecision {
  const { webhook } = project;
  if (webhook === undefined) throw new Error(`the project ${project.name} has no webhook`);
  const buildType = webhook.buildType ?? 'BUILD';
  const refused = (reason: string) => ({ starts: false, buildType, reason, groups: [] });
  let event: WebhookEvent;
  try {
    event = eventOf(project, delivery);
  } catch (error) {
    if (error instanceof NoEvent) return refused(error.message);
    throw error;
  }
  const stray = strayReason(project, webhook, event);
  if (stray !== undefined) return { ...refused(stray), event: event.type };

  const groups = decideGroups(webhook, event);
  const matched = groups.findIndex(({ matches }) => matches);
  const passes = groups.length > 0 ? matched >= 0 : isUnfilteredEvent(event, webhook.branchFilter);
  const held = passes ? holdReason(webhook, event, delivery) : undefined;
  return {
    starts: passes && held === undefined,
    buildType,
    reason:
      held ??
      (passes
        ? startReason(project, buildType, groups.length > 0 ? matched : undefined)
        : failure(groups.length, event)),
    event: event.type,
    ...(matched >= 0 && { matchedGroup: matched }),
    groups,
  };
}

function startReason({ name }: Project, buildType: string, matched: number | undefined): string {
  const why = matched === undefined ? 'the webhook has no filter groups' : `filter group ${matched + 1} matches`;
  return `${why}: CodeBuild would start a ${buildType} of ${name}, which the local AWS does not run`;
}

function failure(groups: number, { type }: WebhookEvent): string {
  return groups > 0
    ? `none of the ${groups} filter groups matches the event ${type}`
    : `a webhook without filter groups starts no build on this event ${type}`;
}

/** Why a webhook would not get an event at all. */
function strayReason({ name, source }: Project, webhook: Webhook, event: WebhookEvent): string | undefined {
  const { scopeConfiguration: scope } = webhook;
  const { type, repository, owner, labels } = event;
  if (scope === undefined && !isAt(source.location ?? '', repository)) {
    return `the webhook of ${name} is in ${source.location}, and the event is of ${repository}`;
  }
  if (scope !== undefined && scope.scope !== 'GITHUB_GLOBAL' && !isIn(owner, scope.name)) {
    return `the webhook of ${name} is in ${scope.name}, and the event is of ${repository}`;
  }
  if (scope?.scope === 'GITHUB_GLOBAL' && type !== 'WORKFLOW_JOB_QUEUED') {
    return `a global webhook of GitHub gets no event ${type}, but WORKFLOW_JOB_QUEUED only`;
  }
  // A job says by a label that a project is its runner.
  const label = `codebuild-${name}-`;
  if (labels !== undefined && !labels.some((each) => each.toLowerCase().startsWith(label.toLowerCase()))) {
    return `the job has no label that begins with ${label}, got ${labels.join(', ') || 'none'}`;
  }
  return undefined;
}

function isAt(location: string, repository: string): boolean {
  const path = location.replace(/^\w+:\/\/[^/]+\//, '').replace(/(?:\.git)?\/?$/, '');
  return path.toLowerCase() === repository.toLowerCase();
}

/** Whether an owner is an organization or group, or a group below that. */
function isIn(owner: string, name: string): boolean {
  return `${owner}/`.toLowerCase().startsWith(`${name}/`.toLowerCase());
}

/** Why a build that filters let through waits for a comment. */
function holdReason(webhook: Webhook, { type, isFork }: WebhookEvent, { authorRole }: Delivery): string | undefined {
  const { requiresCommentApproval = 'DISABLED', approverRoles = [] } = webhook.pullRequestBuildPolicy ?? {};
  const applies =
    requiresCommentApproval === 'ALL_PULL_REQUESTS' || (requiresCommentApproval === 'FORK_PULL_REQUESTS' && isFork);
  if (!type.startsWith('PULL_REQUEST') || !applies) return undefined;
  if (authorRole !== undefined && approverRoles.includes(authorRole)) return undefined;
  const author = authorRole === undefined ? 'an author without a role' : `an author who is ${authorRole}`;
  return `the build policy ${requiresCommentApproval} holds the build back: pull requests of ${author} need the approving comment of ${approverRoles.join(', ') || 'an approver'}`;
}
