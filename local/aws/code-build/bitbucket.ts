import { branchRef, listAt, tagRef, textAt } from './payload.ts';
import { type Additions, type EventType, type Fields, NoEvent, type WebhookEvent } from './webhook.ts';

const EVENTS: Readonly<Record<string, EventType>> = {
  'repo:push': 'PUSH',
  'pullrequest:created': 'PULL_REQUEST_CREATED',
  'pullrequest:updated': 'PULL_REQUEST_UPDATED',
  'pullrequest:fulfilled': 'PULL_REQUEST_MERGED',
  'pullrequest:rejected': 'PULL_REQUEST_CLOSED',
};

/**
 * The event of a payload of Bitbucket.
 *
 * @param name the header `X-Event-Key`
 * @throws NoEvent when CodeBuild does not know the event
 */
export function bitbucketEvent(name: string, payload: unknown, additions: Additions): WebhookEvent {
  const type = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
  if (type === undefined) throw new NoEvent(`CodeBuild has no event for '${name}' of Bitbucket`);
  const repository = textAt(payload, 'repository.full_name') ?? '';
  const [owner, slug] = repository.split('/');
  return {
    type,
    fields: {
      ACTOR_ACCOUNT_ID: textAt(payload, 'actor.account_id'),
      REPOSITORY_NAME: slug,
      FILE_PATH: additions.changedFiles,
      ...(type === 'PUSH' ? push(payload) : pullRequest(payload, additions)),
    },
    asked: type === 'PUSH' ? ['FILE_PATH'] : ['FILE_PATH', 'COMMIT_MESSAGE'],
    repository,
    owner,
    ...(type !== 'PUSH' && { isFork: textAt(payload, 'pullrequest.source.repository.full_name') !== repository }),
  };
}

function push(payload: unknown): Fields {
  const changes = listAt(payload, 'push.changes');
  if (changes.length !== 1) {
    throw new Error(`a push must have one change, got ${changes.length}: deliver each branch and tag by itself`);
  }
  const [change] = changes;
  const name = textAt(change, 'new.name');
  if (name === undefined) throw new NoEvent('the push deletes its branch or tag, so there is nothing to build');
  return {
    HEAD_REF: textAt(change, 'new.type') === 'tag' ? tagRef(name) : branchRef(name),
    COMMIT_MESSAGE: textAt(change, 'new.target.message'),
  };
}

function pullRequest(payload: unknown, { commitMessage }: Additions): Fields {
  return {
    HEAD_REF: branchRef(textAt(payload, 'pullrequest.source.branch.name')),
    BASE_REF: branchRef(textAt(payload, 'pullrequest.destination.branch.name')),
    COMMIT_MESSAGE: commitMessage,
  };
}
