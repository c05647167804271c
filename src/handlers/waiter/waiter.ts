import { stackNameIn } from '../client/arn';
import { consoleLink } from '../client/console-link';
import type { Runtime } from '../client/runtime';
import { publish } from '../client/sns';
import { quoted } from '../client/text';
import type { Outcome, Request, Waiting } from '../framework/custom-resource';
import { acceptOnce } from '../framework/history';
import { duration, untilFound, waitFor } from '../framework/wait';
import type { WaiterProperties } from './contract';

/** The status of something that was accepted before and cannot be read now. */
const UNKNOWN = 'UNKNOWN';

/** The state of the connection or host. */
export interface Observation {
  readonly name: string;
  readonly status: string;
  readonly state: 'available' | 'pending' | 'failed';
  /** Why it failed, when the service says so. */
  readonly reason?: string;
}

/** A connection or host that a person has to complete in the console. */
export interface Waiter<A extends string> {
  readonly kind: 'connection' | 'host';
  readonly arn: string;
  /** What to do on the page of the console. It completes a sentence. */
  readonly instruction: string;
  readonly observe: (options?: { readonly retryDenied: boolean }) => Promise<Observation>;
  readonly attributes: (status: string) => Readonly<Record<A, string>>;
}

/**
 * Waits until the connection or host is available, unless it was accepted before: then this may be a rollback, which
 * must neither wait nor fail.
 */
export function waitUntilAvailable<A extends string>(
  waiter: Waiter<A>,
  request: Request<WaiterProperties>,
  runtime: Runtime,
): Promise<Outcome<A>> {
  const accept = async () => {
    const run = request.deadline === undefined ? begin : wait;
    const result = await run(waiter, request, runtime);
    return 'deadline' in result ? result : { attributes: waiter.attributes(result.status) };
  };
  const again = async () => waiter.attributes((await waiter.observe({ retryDenied: false })).status);
  const unknown = () => waiter.attributes(UNKNOWN);
  return acceptOnce({ key: waiter.arn, accept, again, unknown }, request, runtime);
}

/** The first run reads the status, and if it is pending, notifies and hands over. That proves both permissions. */
async function begin<A extends string>(
  waiter: Waiter<A>,
  request: Request<WaiterProperties>,
  runtime: Runtime,
): Promise<Observation | Waiting> {
  const started = runtime.now();
  const observation = await untilFound(waiter.observe, runtime);
  if (observation.state === 'available') return observation;
  if (observation.state === 'failed') throw failure(waiter, observation);
  const deadline = started + request.properties.TimeoutInSeconds * 1_000;
  await notify(waiter, observation, deadline, request, runtime);
  return { deadline };
}

/** A later run polls until the wait or the run ends. */
function wait<A extends string>(
  waiter: Waiter<A>,
  request: Request<WaiterProperties>,
  runtime: Runtime,
): Promise<Observation | Waiting> {
  const { TimeoutInSeconds, ContinueWhenPending } = request.properties;
  let last: Observation = { name: waiter.arn, status: UNKNOWN, state: 'pending' };
  const poll = async () => {
    last = await untilFound(waiter.observe, runtime);
    if (last.state === 'failed') throw failure(waiter, last);
    return last.state === 'available' ? last : undefined;
  };
  const timedOut = (problem: string) => {
    if (ContinueWhenPending) return last;
    throw timeout(waiter, last, TimeoutInSeconds, problem);
  };
  return waitFor({ seconds: TimeoutInSeconds, poll, timedOut }, request, runtime);
}

async function notify<A extends string>(
  waiter: Waiter<A>,
  { name, status }: Observation,
  deadline: number,
  { properties, stackId, requestId }: Request<WaiterProperties>,
  runtime: Runtime,
): Promise<void> {
  const stack = stackNameIn(stackId);
  const message = [
    `The deployment of the stack ${stack} waits until you complete the ${waiter.kind} ${quoted(name)}:`,
    '',
    consoleLink(waiter.arn),
    '',
    `On that page, ${waiter.instruction}`,
    '',
    `Deadline: ${new Date(deadline).toISOString().replace(/\.\d+Z/, 'Z')}, then the deployment ${
      properties.ContinueWhenPending ? 'continues without it' : 'fails and is rolled back'
    }.`,
    `Status: ${status}`,
    `ARN: ${waiter.arn}`,
    `Stack: ${stackId}`,
  ].join('\n');
  runtime.log(message);
  if (properties.NotificationTopicArn) {
    const subject = `Complete the ${waiter.kind} ${quoted(name)} for the stack ${stack}`;
    await publish(properties.NotificationTopicArn, { subject, message, id: requestId }, runtime);
  }
}

function failure<A extends string>(waiter: Waiter<A>, { name, status, reason }: Observation): Error {
  const why = reason ? `: ${quoted(reason)}` : '';
  return new Error(
    `the ${waiter.kind} ${quoted(name)} is in status ${status}${why}; repair or replace it at ${consoleLink(waiter.arn)}, then deploy again (${waiter.arn})`,
  );
}

function timeout<A extends string>(
  waiter: Waiter<A>,
  { name, status }: Observation,
  seconds: number,
  problem: string,
): Error {
  return new Error(
    `the ${waiter.kind} ${quoted(name)} was not completed within ${duration(seconds)}, its status is ${status}; deploy again, and complete it while the deployment waits, or now if it still exists after the rollback: ${consoleLink(waiter.arn)} (${waiter.arn})${problem}`,
  );
}
