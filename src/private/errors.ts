import { Errors, UnscopedValidationError, ValidationError } from 'aws-cdk-lib/core/lib/errors';
import type { IConstruct } from 'constructs';

/**
 * The error that every construct of this library throws for bad input.
 *
 * CDK's own error class is internal and has changed shape twice, so it is touched here only.
 *
 * @param code a stable name for the kind of error, in PascalCase
 * @param message what is wrong, what was given, what is expected
 * @param scope the construct that was given the input, if it was one
 */
export function validationError(code: string, message: string, scope: IConstruct | undefined): Error {
  const name = code as ConstructorParameters<typeof ValidationError>[0];
  return scope ? new ValidationError(name, message, scope) : new UnscopedValidationError(name, message);
}

/** Whether it is an error about input, ours or the CDK's: its message says all. */
export function isValidationError(error: unknown): error is Error {
  return Errors.isValidationError(error);
}

/** Throws all violations about what was given in one error, or does nothing when there are none. */
export function throwIfInvalid(code: string, violations: string[], scope: IConstruct | undefined): void {
  if (violations.length > 0) throw validationError(code, violations.join('; '), scope);
}
