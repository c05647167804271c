import { at, branchRef, changedFiles, listAt, textAt, textsAt } from './payload.ts';
import { type Additions, type EventType, type Fields, NoEvent, type WebhookEvent } from './webhook.ts';

const PULL_REQUESTS: Readonly<Record<string, EventType>> = {
  opened: 'PULL_REQUEST_CREATED',
  reopened: 'PULL_REQUEST_REOPENED',
  synchronize: 'PULL_REQUEST_UPDATED',
};
const RELEASES: Readonly<Record<string, EventType>> = { released: 'RELEASED', prereleased: 'PRERELEASED' };

/**
 * The event of a payload of GitHub, or of a GitHub Enterprise Server.
 *
 * @param name the header `X-GitHub-Event`
 * @throws NoEvent when CodeBuild does not know the event
 */
export function gitHubEvent(name: string, payload: unknown, additions: Additions, isEnterprise: boolean): WebhookEvent {
  const type = typeOf(name, payload, isEnterprise);
  const isPullRequest = type.startsWith('PULL_REQUEST');
  const organization = textAt(payload, 'organization.login');
  const owner = textAt(payload, 'repository.owner.login') ?? textAt(payload, 'repository.owner.name');
  return {
    type,
    fields: {
      ACTOR_ACCOUNT_ID: textAt(payload, 'sender.id'),
      REPOSITORY_NAME: textAt(payload, 'repository.name'),
      ORGANIZATION_NAME: organization,
      ...(isPullRequest ? pullRequest(payload, isEnterprise ? {} : additions) : FIELDS[name](payload)),
    },
    // Pull requests of an Enterprise Server cannot be filtered by them, so CodeBuild does not ask.
    asked: isPullRequest && !isEnterprise ? ['FILE_PATH', 'COMMIT_MESSAGE'] : [],
    repository: textAt(payload, 'repository.full_name') ?? '',
    owner: organization ?? owner ?? '',
    ...(isPullRequest && { isFork: isFork(payload) }),
    ...(type === 'WORKFLOW_JOB_QUEUED' && { labels: textsAt(payload, 'workflow_job.labels') }),
  };
}

function typeOf(name: string, payload: unknown, isEnterprise: boolean): EventType {
  const action = textAt(payload, 'action') ?? '';
  if (name === 'push') {
    if (at(payload, 'deleted') !== true) return 'PUSH';
    throw new NoEvent('the push deletes its branch or tag, so there is nothing to build');
  }
  if (name === 'pull_request') {
    const isMerged = at(payload, 'pull_request.merged') === true;
    if (action === 'closed') return isMerged ? 'PULL_REQUEST_MERGED' : 'PULL_REQUEST_CLOSED';
    if (PULL_REQUESTS[action] !== undefined) return PULL_REQUESTS[action];
  }
  if (name === 'release' && RELEASES[action] !== undefined && !isEnterprise) return RELEASES[action];
  if (name === 'workflow_job' && action === 'queued') return 'WORKFLOW_JOB_QUEUED';
  const what = action === '' ? `'${name}'` : `'${name}' with the action '${action}'`;
  throw new NoEvent(`CodeBuild has no event for ${what} of GitHub${isEnterprise ? ' Enterprise Server' : ''}`);
}

const FIELDS: Readonly<Record<string, (payload: unknown) => Fields>> = {
  push: (payload) => ({
    HEAD_REF: textAt(payload, 'ref'),
    FILE_PATH: changedFiles(listAt(payload, 'commits')),
    COMMIT_MESSAGE: textAt(payload, 'head_commit.message'),
  }),
  release: (payload) => ({
    TAG_NAME: textAt(payload, 'release.tag_name'),
    RELEASE_NAME: textAt(payload, 'release.name'),
  }),
  workflow_job: (payload) => ({ WORKFLOW_NAME: textAt(payload, 'workflow_job.workflow_name') }),
};

function pullRequest(payload: unknown, { changedFiles: files, commitMessage }: Additions): Fields {
  return {
    HEAD_REF: branchRef(textAt(payload, 'pull_request.head.ref')),
    BASE_REF: branchRef(textAt(payload, 'pull_request.base.ref')),
    FILE_PATH: files,
    COMMIT_MESSAGE: commitMessage,
  };
}

function isFork(payload: unknown): boolean {
  const [head, base] = ['head', 'base'].map((side) => textAt(payload, `pull_request.${side}.repo.full_name`));
  return head !== base;
}
