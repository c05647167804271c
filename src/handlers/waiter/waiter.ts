import { stackNameIn } from '../client/arn';
import { consoleLink } from '../client/console-link';
import type { Runtime } from '../client/runtime';
import { publish } from '../client/sns';
import { quoted } from '../client/text';
import type { Outcome, Request, Waiting } from '../framework/custom-resource';
import { acceptOnce } from '../framework/history';
import { duration, untilFound, waitFor } from '../framework/wait';
import type { GateProperties } from './contract';

/** The attribute when the status of something that was accepted before cannot be read. */
const UNKNOWN = 'UNKNOWN';

/** How the thing that is waited for stands. */
export interface Observation {
  readonly name: string;
  readonly status: string;
  readonly state: 'available' | 'pending' | 'failed';
  /** Why it failed, when the service says so. */
  readonly reason?: string;
}

/** Something that a person has to complete in the console before anything can be built on it. */
export interface Gate<A extends string> {
  readonly kind: 'connection' | 'host';
  readonly arn: string;
  /** What to do on the console's page. */
  readonly instruction: string;
  readonly observe: (options?: { readonly patient: boolean }) => Promise<Observation>;
  readonly attributes: (status: string) => Readonly<Record<A, string>>;
}

/**
 * Waits until the thing is available, unless it has been accepted before: then this may be a rollback, which must not
 * wait, and must not fail.
 */
export function passGate<A extends string>(
  gate: Gate<A>,
  request: Request<GateProperties>,
  runtime: Runtime,
): Promise<Outcome<A>> {
  const accept = async () => {
    const run = request.deadline === undefined ? begin : wait;
    const result = await run(gate, request, runtime);
    return 'deadline' in result ? result : { attributes: gate.attributes(result.status) };
  };
  const again = async () => gate.attributes((await gate.observe({ patient: false })).status);
  const unknown = () => gate.attributes(UNKNOWN);
  return acceptOnce({ key: gate.arn, accept, again, unknown }, request, runtime);
}

/** The first run: it looks, and when somebody has to act, tells them and hands over. That proves both permissions. */
async function begin<A extends string>(
  gate: Gate<A>,
  request: Request<GateProperties>,
  runtime: Runtime,
): Promise<Observation | Waiting> {
  const started = runtime.now();
  const observation = await untilFound(gate.observe, runtime);
  if (observation.state === 'available') return observation;
  if (observation.state === 'failed') throw failure(gate, observation);
  const deadline = started + request.properties.TimeoutInSeconds * 1_000;
  await notify(gate, observation, deadline, request, runtime);
  return { deadline };
}

/** A later run: it looks until the end of the wait, or until its own. */
function wait<A extends string>(
  gate: Gate<A>,
  request: Request<GateProperties>,
  runtime: Runtime,
): Promise<Observation | Waiting> {
  const { TimeoutInSeconds, ContinueWhenPending } = request.properties;
  let last: Observation = { name: gate.arn, status: UNKNOWN, state: 'pending' };
  const look = async () => {
    last = await untilFound(gate.observe, runtime);
    if (last.state === 'failed') throw failure(gate, last);
    return last.state === 'available' ? last : undefined;
  };
  const timedOut = (trouble: string) => {
    if (ContinueWhenPending) return last;
    throw timeout(gate, last, TimeoutInSeconds, trouble);
  };
  return waitFor({ seconds: TimeoutInSeconds, look, timedOut }, request, runtime);
}

async function notify<A extends string>(
  gate: Gate<A>,
  { name, status }: Observation,
  deadline: number,
  { properties, stackId, requestId }: Request<GateProperties>,
  runtime: Runtime,
): Promise<void> {
  const stack = stackNameIn(stackId);
  const message = [
    `The deployment of the stack ${stack} waits until somebody has completed the ${gate.kind} ${quoted(name)}:`,
    '',
    consoleLink(gate.arn),
    '',
    `What to do there: ${gate.instruction}`,
    '',
    `Time: until ${new Date(deadline).toISOString().replace(/\.\d+Z/, 'Z')}, then the deployment ${
      properties.ContinueWhenPending ? 'goes on without it' : 'fails and is rolled back'
    }.`,
    `Status: ${status}`,
    `ARN: ${gate.arn}`,
    `Stack: ${stackId}`,
  ].join('\n');
  runtime.log(message);
  if (properties.NotificationTopicArn) {
    const subject = `Complete the ${gate.kind} ${quoted(name)} for the stack ${stack}`;
    await publish(properties.NotificationTopicArn, { subject, message, id: requestId }, runtime);
  }
}

function failure<A extends string>(gate: Gate<A>, { name, status, reason }: Observation): Error {
  const why = reason ? `: ${quoted(reason)}` : '';
  return new Error(
    `the ${gate.kind} ${quoted(name)} is in status ${status}${why}; see ${consoleLink(gate.arn)}, repair or replace it there, then deploy again (${gate.arn})`,
  );
}

function timeout<A extends string>(
  gate: Gate<A>,
  { name, status }: Observation,
  seconds: number,
  trouble: string,
): Error {
  return new Error(
    `nobody has completed the ${gate.kind} ${quoted(name)} within ${duration(seconds)}, its status is ${status}; deploy again and complete it while the deployment waits, or now if it outlives this failure: ${consoleLink(gate.arn)} (${gate.arn})${trouble}`,
  );
}
