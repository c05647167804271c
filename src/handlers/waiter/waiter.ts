import type { Runtime } from '../client/runtime';
import { publish } from '../client/sns';
import type { Outcome, Request, Waiting } from '../framework/custom-resource';
import { acceptOnce, UNKNOWN } from '../framework/history';
import { untilFound, waitFor } from '../framework/wait';
import type { WaiterProperties } from './contract';
import { failure, notification, timeout } from './messages';
import type { Observation, Waiter } from './subject';

/**
 * Waits until the connection or host is available, unless it was accepted before: then this may be a rollback, which
 * must neither wait nor fail.
 */
export function waitUntilAvailable<A extends string>(
  waiter: Waiter<A>,
  request: Request<WaiterProperties>,
  runtime: Runtime,
): Promise<Outcome<A>> {
  return acceptOnce(
    {
      key: waiter.arn,
      accept: async () => {
        const result = await (request.deadline === undefined ? begin : resume)(waiter, request, runtime);
        return 'deadline' in result ? result : { attributes: waiter.attributes(result.status) };
      },
      read: async () => waiter.attributes((await waiter.observe({ retryDenied: false })).status),
      unreadable: () => waiter.attributes(UNKNOWN),
    },
    request,
    runtime,
  );
}

/** The first run reads the status, and if it is pending, notifies and hands over. That proves both permissions. */
async function begin<A extends string>(
  waiter: Waiter<A>,
  request: Request<WaiterProperties>,
  runtime: Runtime,
): Promise<Observation | Waiting> {
  const started = runtime.now();
  const observation = await observe(waiter, runtime);
  if (observation.state === 'available') return observation;
  const deadline = started + request.properties.TimeoutInSeconds * 1_000;
  await notify(waiter, observation, deadline, request, runtime);
  return { deadline };
}

/** A later run polls until the wait or the run ends. */
function resume<A extends string>(
  waiter: Waiter<A>,
  request: Request<WaiterProperties>,
  runtime: Runtime,
): Promise<Observation | Waiting> {
  const { TimeoutInSeconds, ContinueWhenPending } = request.properties;
  let last: Observation = { name: waiter.arn, status: UNKNOWN, state: 'pending' };
  const poll = async () => {
    last = await observe(waiter, runtime);
    return last.state === 'available' ? last : undefined;
  };
  const timedOut = (problem: string) => {
    if (ContinueWhenPending) return last;
    throw timeout(waiter, last, TimeoutInSeconds, problem);
  };
  return waitFor({ seconds: TimeoutInSeconds, poll, timedOut }, request, runtime);
}

/** @throws when it has failed for good */
async function observe<A extends string>(waiter: Waiter<A>, runtime: Runtime): Promise<Observation> {
  const observation = await untilFound(waiter.observe, runtime);
  if (observation.state === 'failed') throw failure(waiter, observation);
  return observation;
}

async function notify<A extends string>(
  waiter: Waiter<A>,
  observation: Observation,
  deadline: number,
  request: Request<WaiterProperties>,
  runtime: Runtime,
): Promise<void> {
  const { NotificationTopicArn } = request.properties;
  const { subject, message } = notification(waiter, observation, deadline, request);
  runtime.log(message);
  if (NotificationTopicArn) await publish(NotificationTopicArn, { subject, message, id: request.requestId }, runtime);
}
