import { branchRef, changedFiles, listAt, textAt } from './payload.ts';
import { type Additions, type EventType, type Fields, NoEvent, type WebhookEvent } from './webhook.ts';

const MERGE_REQUESTS: Readonly<Record<string, EventType>> = {
  open: 'PULL_REQUEST_CREATED',
  update: 'PULL_REQUEST_UPDATED',
  reopen: 'PULL_REQUEST_REOPENED',
  merge: 'PULL_REQUEST_MERGED',
  close: 'PULL_REQUEST_CLOSED',
};
const NOTHING = /^0+$/;

/**
 * The event of a payload of GitLab.
 *
 * @param name the header `X-Gitlab-Event`
 * @throws NoEvent when CodeBuild does not know the event
 */
export function gitLabEvent(name: string, payload: unknown, additions: Additions): WebhookEvent {
  const type = typeOf(name, payload);
  const isPullRequest = type.startsWith('PULL_REQUEST');
  const path = textAt(payload, 'project.path_with_namespace') ?? '';
  return {
    type,
    fields: {
      ACTOR_ACCOUNT_ID: textAt(payload, 'user.id') ?? textAt(payload, 'user_id'),
      REPOSITORY_NAME: path.split('/').at(-1),
      ...fieldsOf(type, payload, additions),
    },
    asked: isPullRequest ? ['FILE_PATH'] : [],
    repository: path,
    owner: path.split('/').slice(0, -1).join('/'),
    ...(isPullRequest && {
      isFork:
        textAt(payload, 'object_attributes.source_project_id') !==
        textAt(payload, 'object_attributes.target_project_id'),
    }),
  };
}

function typeOf(name: string, payload: unknown): EventType {
  const action = textAt(payload, 'object_attributes.action') ?? textAt(payload, 'action') ?? '';
  if (name === 'Push Hook' || name === 'Tag Push Hook') {
    if (!NOTHING.test(textAt(payload, 'after') ?? '')) return 'PUSH';
    throw new NoEvent('the push deletes its branch or tag, so there is nothing to build');
  }
  if (name === 'Merge Request Hook' && MERGE_REQUESTS[action] !== undefined) return MERGE_REQUESTS[action];
  if (name === 'Release Hook' && ['create', 'update'].includes(action)) return 'RELEASED';
  if (name === 'Job Hook') return 'WORKFLOW_JOB_QUEUED';
  throw new NoEvent(`CodeBuild has no event for '${name}'${action && ` with the action '${action}'`} of GitLab`);
}

function fieldsOf(type: EventType, payload: unknown, additions: Additions): Fields {
  if (type === 'PUSH') {
    const commits = listAt(payload, 'commits');
    const head = commits.find((commit) => textAt(commit, 'id') === textAt(payload, 'after'));
    return {
      HEAD_REF: textAt(payload, 'ref'),
      FILE_PATH: changedFiles(commits),
      COMMIT_MESSAGE: textAt(head, 'message'),
    };
  }
  if (type === 'RELEASED') return { TAG_NAME: textAt(payload, 'tag'), RELEASE_NAME: textAt(payload, 'name') };
  if (type === 'WORKFLOW_JOB_QUEUED') return {};
  return {
    HEAD_REF: branchRef(textAt(payload, 'object_attributes.source_branch')),
    BASE_REF: branchRef(textAt(payload, 'object_attributes.target_branch')),
    FILE_PATH: additions.changedFiles,
    COMMIT_MESSAGE: additions.commitMessage ?? textAt(payload, 'object_attributes.last_commit.message'),
  };
}
