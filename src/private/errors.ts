import { Errors, UnscopedValidationError, ValidationError } from 'aws-cdk-lib/core/lib/errors';
import type { IConstruct } from 'constructs';
import type { ErrorCode } from '../error-code';
import { isContextMissing } from './context';
import { messageOf } from './texts';

/**
 * The error that every construct of this library throws.
 *
 * CDK's own error class is internal and has changed twice, so only this file uses it.
 *
 * @param code the kind of error
 * @param message the violation, the given value, and the expected one
 * @param scope the construct that got the input, if any
 */
export function validationError(code: ErrorCode, message: string, scope: IConstruct | undefined): Error {
  const name = code as string as ConstructorParameters<typeof ValidationError>[0];
  const text = coded(code, message);
  return scope ? new ValidationError(name, text, scope) : new UnscopedValidationError(name, text);
}

/** A message with its code, by which users of all languages recognize it. It never shows a token. */
export function coded(code: ErrorCode, message: string): string {
  return `[${code}] ${messageOf(message)}`;
}

/** The message of an error, as a part of another message that has its own code. */
export function withoutCode({ message }: Error): string {
  return message.replace(/^\[[A-Z_]+\] /, '');
}

/** Whether the error is about invalid input, of this library or of the CDK. Its message is then complete. */
export function isValidationError(error: unknown): error is Error {
  return Errors.isValidationError(error);
}

/**
 * Throws an error about a value, unless the value may be a placeholder for missing context: the CLI would then never
 * learn what to look up.
 */
export function refuse(code: ErrorCode, message: string, scope: IConstruct | undefined): void {
  if (!scope || !isContextMissing(scope)) throw validationError(code, message, scope);
}

/** Throws one error that lists all violations, if there are any. See `refuse`. */
export function throwIfInvalid(code: ErrorCode, violations: string[], scope: IConstruct | undefined): void {
  if (violations.length > 0) refuse(code, violations.join('; '), scope);
}
