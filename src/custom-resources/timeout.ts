import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { validationError } from '../private/errors';
import { WAIT_SECONDS } from '../private/limits';

/** What the function needs after a wait to answer, in seconds. */
export const RESPONSE_MARGIN_SECONDS = 120;

/**
 * A time-out in seconds.
 *
 * @throws when it is out of bounds, or not known at synthesis
 */
export function checkedTimeout(scope: IConstruct, timeout = Duration.seconds(WAIT_SECONDS.max)): number {
  if (timeout.isUnresolved()) {
    throw validationError(
      'UnresolvedTimeout',
      "'timeout' must be known at synthesis, got a token: CloudFormation cannot add up how long to wait for the answer",
      scope,
    );
  }
  const seconds = timeout.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= WAIT_SECONDS.min && seconds <= WAIT_SECONDS.max) return seconds;
  throw validationError(
    'InvalidTimeout',
    `'timeout' must be whole seconds from ${WAIT_SECONDS.min} second to ${WAIT_SECONDS.max / 60} minutes, got ${timeout.toString()}: CloudFormation gives a custom resource an hour at most; for longer, deploy again`,
    scope,
  );
}

/** How long CloudFormation waits at most, in seconds. */
export const MAX_SERVICE_TIMEOUT = WAIT_SECONDS.max + RESPONSE_MARGIN_SECONDS;

/** How long CloudFormation waits for what takes one run of the function, in seconds. */
export const RUN_SECONDS = 900 + RESPONSE_MARGIN_SECONDS;
