import { isNotFound, isOneOf } from '../client/aws';
import type { Switch } from '../client/operations';
import type { Runtime } from '../client/runtime';
import { customResource, IncompleteError, type Request, type Waiting } from '../framework/custom-resource';
import { recall, remember } from '../framework/history';
import { untilFound, waitFor } from '../framework/wait';
import { type Subject, subjectOf } from '../synced-stack/synced-stack';
import { PULL_REQUEST_COMMENT } from './contract';

/** A sync configuration cannot be changed while its stack is being synced. */
const BUSY = ['ConcurrentModificationException', 'UpdateOutOfSyncException'];
const PATIENCE_SECONDS = 10 * 60;

/** An entry of the physical id: where the sync configuration is, and its value from before the first set. */
const ENTRY = /^([^/=|]+)\/([^/=|]+)=(ENABLED|DISABLED)/;

/**
 * Sets whether pull requests get a comment, and sets it back when the resource is deleted.
 *
 * The value from before is read by one run and handed to the next, which sets the new one: a run that is tried again
 * must not take its own value for the one from before.
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
      return { deadline: runtime.now() + PATIENCE_SECONDS * 1_000, memo };
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

/** The service need not say what was never set: nothing is commented then. */
async function commentOf({ name, call }: Subject): Promise<Switch> {
  return (await call('GetSyncConfiguration', name)).SyncConfiguration?.PullRequestComment ?? 'DISABLED';
}

/** Sets the value, unless there is nothing to change, or the sync configuration is gone. */
async function set(
  subject: Subject,
  PullRequestComment: Switch,
  request: Pick<Request<unknown>, 'deadline' | 'remainingTime'>,
  runtime: Runtime,
): Promise<Waiting | undefined> {
  const { name, call } = subject;
  const stack = name.ResourceName;
  const look = async () => {
    try {
      if ((await commentOf(subject)) !== PullRequestComment) {
        await call('UpdateSyncConfiguration', { ...name, PullRequestComment });
      }
      return true;
    } catch (error) {
      if (isOneOf(error, BUSY)) return undefined;
      if (!isNotFound(error)) throw error;
      runtime.log(`the sync configuration of the stack ${stack} is gone, and its comment with it`);
      return true;
    }
  };
  const timedOut = (problem: string) => {
    throw new Error(
      `the stack ${stack} is being synced, and its sync configuration cannot be changed meanwhile; deploy again when that is over${problem}`,
    );
  };
  const result = await waitFor({ seconds: PATIENCE_SECONDS, look, timedOut }, request, runtime);
  return result === true ? undefined : result;
}
