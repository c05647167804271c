import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { refuse, validationError } from '../private/errors';
import { WAIT_SECONDS } from '../private/limits';

/** The seconds that the function needs to respond after a wait. */
export const RESPONSE_MARGIN_SECONDS = 120;

/**
 * The timeout in whole seconds.
 *
 * @throws when it is a token, not a whole number of seconds, or not between 1 second and 58 minutes
 */
export function checkedTimeout(scope: IConstruct, timeout = Duration.seconds(WAIT_SECONDS.max)): number {
  if (timeout.isUnresolved()) {
    throw validationError(
      ErrorCode.UNRESOLVED_TIMEOUT,
      "'timeout' must be known at synthesis, got a token: CloudFormation cannot calculate how long to wait for the response",
      scope,
    );
  }
  const seconds = timeout.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= WAIT_SECONDS.min && seconds <= WAIT_SECONDS.max) return seconds;
  refuse(
    ErrorCode.INVALID_TIMEOUT,
    `'timeout' must be a whole number of seconds, from ${WAIT_SECONDS.min} second to ${WAIT_SECONDS.max / 60} minutes, got ${timeout.toString()}: CloudFormation waits 1 hour at most; to wait longer, deploy again`,
    scope,
  );
  return WAIT_SECONDS.max;
}

/** The maximum time that CloudFormation waits for the function, in seconds. */
export const MAX_SERVICE_TIMEOUT = WAIT_SECONDS.max + RESPONSE_MARGIN_SECONDS;

/** The timeout of the function: the maximum that Lambda allows, in seconds. */
export const FUNCTION_SECONDS = 900;

/** The time that CloudFormation waits for a single run of the function, in seconds. */
export const RUN_SECONDS = FUNCTION_SECONDS + RESPONSE_MARGIN_SECONDS;
