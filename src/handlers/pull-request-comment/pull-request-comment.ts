import { isNotFound, isOneOf } from '../client/aws';
import type { Switch } from '../client/operations';
import type { Runtime } from '../client/runtime';
import { customResource, IncompleteError, type Request, type Waiting } from '../framework/custom-resource';
import { recall, remember } from '../framework/history';
import { untilFound, waitFor } from '../framework/wait';
import { type Subject, subjectOf } from '../synced-stack/synced-stack';
import { PULL_REQUEST_COMMENT } from './contract';

/** The errors of a sync configuration whose stack is being synced: it cannot be changed meanwhile. */
const BUSY = ['ConcurrentModificationException', 'UpdateOutOfSyncException'];
const MAX_BUSY_SECONDS = 10 * 60;

/** An entry of the physical id: the Region, the stack, and the value from before it was first set. */
const ENTRY = /^([^/=|]+)\/([^/=|]+)=(ENABLED|DISABLED)/;

/**
 * Sets whether pull requests get a comment, and restores the value from before when the resource is deleted.
 *
 * One run reads the value from before and hands it to the next, which sets the new value: a run that is retried must
 * not mistake its own value for the one from before.
 */
export const pullRequestComment = customResource(
  PULL_REQUEST_COMMENT,
  async (request, runtime) => {
    const { Region, StackName, PullRequestComment } = request.properties;
    const subject = subjectOf(request.properties, request, runtime);
    const key = `${Region}/${StackName}`;
    const known = recall(key, request.physicalId);
    const before = known?.value ?? request.memo;
    if (before === undefined) {
      const memo = await untilFound(() => commentOf(subject), runtime);
      return { deadline: runtime.now() + MAX_BUSY_SECONDS * 1_000, memo };
    }

    const physicalId = known?.physicalId ?? remember(`${key}=${before}`, request.physicalId);
    try {
      const waiting = await set(subject, PullRequestComment, request, runtime);
      return waiting ? { ...waiting, memo: before } : { physicalId, attributes: {} };
    } catch (error) {
      throw new IncompleteError((error as Error).message, physicalId);
    }
  },
  async (request, runtime) => {
    const [, Region, StackName, before] = ENTRY.exec(request.physicalId ?? '') ?? [];
    if (!Region || !StackName) return undefined;
    const subject = subjectOf({ Region, StackName }, request, runtime);
    return set(subject, before as Switch, request, runtime);
  },
);

/** The service may report no value if it was never set. Then there are no comments. */
async function commentOf({ name, call }: Subject): Promise<Switch> {
  return (await call('GetSyncConfiguration', name)).SyncConfiguration?.PullRequestComment ?? 'DISABLED';
}

/** Sets the value, unless it is set already or the sync configuration does not exist. */
async function set(
  subject: Subject,
  PullRequestComment: Switch,
  request: Pick<Request<unknown>, 'deadline' | 'remainingTime'>,
  runtime: Runtime,
): Promise<Waiting | undefined> {
  const { name, call } = subject;
  const stack = name.ResourceName;
  const poll = async () => {
    try {
      if ((await commentOf(subject)) !== PullRequestComment) {
        await call('UpdateSyncConfiguration', { ...name, PullRequestComment });
      }
      return true;
    } catch (error) {
      if (isOneOf(error, BUSY)) return undefined;
      if (!isNotFound(error)) throw error;
      runtime.log(`the stack ${stack} has no sync configuration any more`);
      return true;
    }
  };
  const timedOut = (problem: string) => {
    throw new Error(
      `the sync configuration of the stack ${stack} cannot be changed during a sync; deploy again when the sync has ended${problem}`,
    );
  };
  const result = await waitFor({ seconds: MAX_BUSY_SECONDS, poll, timedOut }, request, runtime);
  return result === true ? undefined : result;
}
