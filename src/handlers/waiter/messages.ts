import { stackNameIn } from '../client/arn';
import { consoleLink } from '../client/console-link';
import { quoted } from '../client/text';
import type { Request } from '../framework/custom-resource';
import { duration } from '../framework/wait';
import type { WaiterProperties } from './contract';
import type { Observation, Waiter } from './subject';

/** The message that asks a person to complete the connection or host. */
export function notification<A extends string>(
  waiter: Waiter<A>,
  { name, status }: Observation,
  deadline: number,
  { properties, stackId }: Request<WaiterProperties>,
): { readonly subject: string; readonly message: string } {
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
  return { subject: `Complete the ${waiter.kind} ${quoted(name)} for the stack ${stack}`, message };
}

export function failure<A extends string>(waiter: Waiter<A>, { name, status, reason }: Observation): Error {
  const why = reason ? `: ${quoted(reason)}` : '';
  return new Error(
    `the ${waiter.kind} ${quoted(name)} is in status ${status}${why}; repair or replace it at ${consoleLink(waiter.arn)}, then deploy again (${waiter.arn})`,
  );
}

export function timeout<A extends string>(
  waiter: Waiter<A>,
  { name, status }: Observation,
  seconds: number,
  problem: string,
): Error {
  return new Error(
    `the ${waiter.kind} ${quoted(name)} was not completed within ${duration(seconds)}, its status is ${status}; deploy again, and complete it while the deployment waits, or now if it still exists after the rollback: ${consoleLink(waiter.arn)} (${waiter.arn})${problem}`,
  );
}
