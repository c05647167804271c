import { Errors, UnscopedValidationError, ValidationError } from 'aws-cdk-lib/core/lib/errors';
import type { IConstruct } from 'constructs';

/** The codes of all errors that constructs throw, each with a description. The codes are part of the contract. */
export const ERROR_CODES = {
  ConnectionOfOtherRegion: 'a connection is used in a Region where it is not available',
  FunctionWithOtherRole: 'property injection gives a function of this library another role, without its permissions',
  FunctionsInUse: 'the functions below a scope are configured after the first of them was created',
  GitSync: 'a stack holds something that Git sync does not support, or the working tree differs from the app',
  HostWithoutSecurityGroups: 'the `connections` of a host are used, but its security groups are unknown',
  InvalidArn: 'an ARN is not the ARN of one resource of the expected type',
  InvalidConnection: 'a property of a `Connection` is invalid',
  InvalidConnectionBuildSource: 'a property of a `ConnectionBuildSource` is invalid',
  InvalidConnectionShare: 'a property of a `ConnectionShare` is invalid',
  InvalidConnectionSource: 'a property of a `ConnectionSourceAction` or a `ConnectionPipelineSource` is invalid',
  InvalidDeploymentFile: 'a deployment file, or an entry for one, is invalid',
  InvalidFailedSyncAlarm: 'a property of a `FailedSyncAlarm` is invalid',
  InvalidFunctionOptions: 'an option of the functions of this library is invalid, or set where it has no effect',
  InvalidGitSyncRole: 'a property of a `GitSyncRole` is invalid',
  InvalidGitSyncSynthesizer: 'a property of a `GitSyncSynthesizer` is invalid',
  InvalidGitSyncedStack:
    'a property of a `GitSyncedStack` is invalid, or contradicts another synced stack of the same repository',
  InvalidHost: 'a property of a `Host` is invalid',
  InvalidLookup: 'a criterion of a lookup is invalid, or none is given',
  InvalidMonitorEventBus: 'a property of a `MonitorEventBus` is invalid',
  InvalidProviderType: 'the text of a `ProviderType` is invalid',
  InvalidRepositoryLink: 'a property of a `RepositoryLink` is invalid',
  InvalidRestriction: 'a restriction of a grant or of an event pattern is invalid',
  InvalidSuccessfulSync: 'a property of a `SuccessfulSync` is invalid',
  InvalidSyncBlockerResolution: 'a property of a `SyncBlockerResolution` is invalid',
  InvalidSyncConfiguration: 'a property of a `SyncConfiguration`, or the stack name of an imported one, is invalid',
  InvalidSyncMonitor: 'a property of a `SyncMonitor` is invalid',
  InvalidTargetStack: 'a property of a `TargetStack` is invalid',
  InvalidTemplate: 'the template that a deployment file is checked against is invalid',
  InvalidTimeout: 'a timeout is out of bounds',
  InvalidWebhookFilter: 'an option of `WebhookFilters` is invalid',
  NoDeploymentFile: 'there is no deployment file at the given path',
  ReservedConcurrencyTooLow: 'a function has fewer reserved concurrent runs than its waits, and one more, need',
  SecondSyncMonitor: 'a Stage has two `SyncMonitor`s for the same account and Region',
  UnexpectedProvider: 'a connection has another provider than expected',
  UnknownProvider: 'the provider of a connection must be given, because it is unknown',
  UnresolvedTimeout: 'a timeout is a token',
  UnsupportedProvider: 'AWS does not support the provider of a connection for this use',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * The error that every construct of this library throws for bad input.
 *
 * CDK's own error class is internal and has changed twice, so only this file uses it.
 *
 * @param code the kind of error
 * @param message the violation, the given value, and the expected one
 * @param scope the construct that got the input, if any
 */
export function validationError(code: ErrorCode, message: string, scope: IConstruct | undefined): Error {
  const name = code as string as ConstructorParameters<typeof ValidationError>[0];
  return scope ? new ValidationError(name, message, scope) : new UnscopedValidationError(name, message);
}

/** Whether the error is about invalid input, of this library or of the CDK. Its message is then complete. */
export function isValidationError(error: unknown): error is Error {
  return Errors.isValidationError(error);
}

/** Throws one error that lists all violations, if there are any. */
export function throwIfInvalid(code: ErrorCode, violations: string[], scope: IConstruct | undefined): void {
  if (violations.length > 0) throw validationError(code, violations.join('; '), scope);
}
