import { Errors, UnscopedValidationError, ValidationError } from 'aws-cdk-lib/core/lib/errors';
import type { IConstruct } from 'constructs';

/** The codes of all errors that constructs throw, with a description each. They are part of the contract. */
export const ERROR_CODES = {
  ConnectionOfOtherRegion: 'a connection is used in a Region where it is not known',
  GitSync: 'a stack holds something that Git sync does not support, or the working tree differs from the app',
  HostWithoutSecurityGroups: 'the security groups of a host are not known, so it has no `connections`',
  InvalidArn: 'an ARN is not the ARN of one resource of the expected type',
  InvalidConnection: 'a property of a `Connection` is invalid',
  InvalidConnectionBuildSource: 'a property of a `ConnectionBuildSource` is invalid',
  InvalidConnectionShare: 'a property of a `ConnectionShare` is invalid',
  InvalidConnectionSource: 'a property of a `ConnectionSourceAction` or a `ConnectionPipelineSource` is invalid',
  InvalidDeploymentFile: 'a deployment file, or an entry for one, is invalid',
  InvalidFailedSyncAlarm: 'a property of a `FailedSyncAlarm` is invalid',
  InvalidGitSyncRole: 'a property of a `GitSyncRole` is invalid',
  InvalidGitSyncSynthesizer: 'a property of a `GitSyncSynthesizer` is invalid',
  InvalidGitSyncedStack:
    'a property of a `GitSyncedStack` is invalid, or contradicts another one that shares the repository',
  InvalidHost: 'a property of a `Host` is invalid',
  InvalidLookup: 'a criterion of a look-up is invalid, or none is given',
  InvalidMonitorEventBus: 'a property of a `MonitorEventBus` is invalid',
  InvalidProviderType: 'the text of a `ProviderType` is invalid',
  InvalidRepositoryLink: 'a property of a `RepositoryLink` is invalid',
  InvalidRestriction: 'a restriction of a grant or of an event pattern is invalid',
  InvalidSuccessfulSync: 'a property of a `SuccessfulSync` is invalid',
  InvalidSyncBlockerResolution: 'a property of a `SyncBlockerResolution` is invalid',
  InvalidSyncConfiguration: 'a property of a `SyncConfiguration`, or the stack name of an imported one, is invalid',
  InvalidSyncMonitor: 'a property of a `SyncMonitor` is invalid',
  InvalidTargetStack: 'a property of a `TargetStack` is invalid',
  InvalidTemplate: 'a template that a deployment file is checked against is invalid',
  InvalidTimeout: 'a time-out is out of bounds',
  InvalidWebhookFilter: 'an option of `WebhookFilters` is invalid',
  NoDeploymentFile: 'no deployment file exists at a path',
  SecondSyncMonitor: 'a Stage has two `SyncMonitor`s for one account and Region',
  UnexpectedProvider: 'a connection is known to be to another provider',
  UnknownProvider: 'the provider of a connection is not known',
  UnresolvedTimeout: 'a time-out is not known at synthesis',
  UnsupportedProvider: 'a service does not support the provider of a connection',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * The error that every construct of this library throws for bad input.
 *
 * CDK's own error class is internal and has changed shape twice, so it is touched here only.
 *
 * @param code the kind of error
 * @param message what is wrong, what was given, what is expected
 * @param scope the construct that was given the input, if it was one
 */
export function validationError(code: ErrorCode, message: string, scope: IConstruct | undefined): Error {
  const name = code as string as ConstructorParameters<typeof ValidationError>[0];
  return scope ? new ValidationError(name, message, scope) : new UnscopedValidationError(name, message);
}

/** Whether it is an error about input, ours or the CDK's: its message says all. */
export function isValidationError(error: unknown): error is Error {
  return Errors.isValidationError(error);
}

/** Throws all violations about what was given in one error, or does nothing when there are none. */
export function throwIfInvalid(code: ErrorCode, violations: string[], scope: IConstruct | undefined): void {
  if (violations.length > 0) throw validationError(code, violations.join('; '), scope);
}
