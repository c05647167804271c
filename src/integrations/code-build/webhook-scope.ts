import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { checkString } from '../../private/checks';
import { refuse, throwIfInvalid } from '../../private/errors';
import { SERVER } from '../../private/limits';
import type { WebhookScope } from '../../private/providers';
import { checkReference } from '../../private/references';
import { checkOwner } from '../../private/repositories';
import { shown, withoutTokens } from '../../private/texts';
import { endpointOf } from '../../validation/connections';
import type { ScopedBuildSourceOptions } from './scoped-source-props';

/** The location of a source whose webhook is for many repositories. Each event then tells the repository. */
export const ANY_REPOSITORY = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION';

/** A webhook for many repositories. */
export interface ScopedWebhook {
  readonly scope: WebhookScope;
  readonly name: string;
  /** The server, for a provider that customers install themselves, when the source is bound to a project. */
  readonly domain?: (construct: Construct) => string;
}

/** Checks the name of an organization, an enterprise or a group. */
export function checkScopeName(
  { connection }: ScopedBuildSourceOptions,
  prop: 'organization' | 'enterprise' | 'group',
  name: string,
  provider: string,
  ofOneRepository: string,
): void {
  checkReference('connection', connection, 'connectionRef', undefined);
  const violations = checkOwner(prop, name, () => provider);
  const known = withoutTokens(name, 'x');
  if (violations.length === 0 && known.endsWith('.git')) {
    violations.push(`'${prop}' must not end with '.git', as a repository does, got ${shown(name)}`);
  }
  const isRepository = /^[^/:]+\/[^*]+$/.test(known);
  const advice = isRepository ? `; for one repository, use ConnectionBuildSource.${ofOneRepository}` : '';
  throwIfInvalid(
    ErrorCode.INVALID_CONNECTION_BUILD_SOURCE,
    violations.map((violation) => `${violation}${advice}`),
    connection,
  );
}

/** The server of a webhook: as given, or else that of the connection's host. */
export function domainOf(connection: IConnectionRef, domain: string | undefined): (construct: Construct) => string {
  throwIfInvalid(ErrorCode.INVALID_CONNECTION_BUILD_SOURCE, checkString('domain', domain, SERVER), connection);
  return (construct) => {
    if (domain !== undefined) return domain.replace(/\/$/, '');
    const [origin] = /^https?:\/\/[^\s/?#@]+/.exec(endpointOf(connection) ?? '') ?? [];
    if (origin === undefined) {
      const message = `'domain' is required, because the app does not know the endpoint of the host of '${connection.node.path}'; give ${SERVER.form}`;
      refuse(ErrorCode.INVALID_CONNECTION_BUILD_SOURCE, message, construct);
    }
    return origin ?? '';
  };
}
