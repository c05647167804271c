import { ErrorCode } from '../../error-code';
import { checkString } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { PROVIDERS } from '../../private/providers';
import { checkReference } from '../../private/references';
import { checkRepository } from '../../private/repositories';
import { withoutTokens } from '../../private/texts';
import type { CloneUrlBuildSourceProps, RepositoryBuildSourceProps } from './build-source-props';

/** The providers whose repositories have the same address for all customers. */
type CloudProvider = 'Bitbucket' | 'GitHub' | 'GitLab';

/** The method for all repositories of an owner, where a single one is expected. Bitbucket has none. */
const FOR_ALL_OF = { GitHub: 'gitHubOrganization', GitLab: 'gitLabGroup' } as const;

/** The URL of a repository, which is checked here, because CDK's sources do not get it. */
export function addressAt(provider: CloudProvider, { connection, repository }: RepositoryBuildSourceProps): string {
  checkReference('connection', connection, 'connectionRef', undefined);
  const isOwner = /^(?:[^/:]+|[^:*]+\/\*)$/.test(withoutTokens(repository, '/')); // a token may be the whole
  const method = provider === 'Bitbucket' ? undefined : FOR_ALL_OF[provider];
  const advice = isOwner && method ? `; for all repositories, use ConnectionBuildSource.${method}` : '';
  throwIfInvalid(
    ErrorCode.INVALID_CONNECTION_BUILD_SOURCE,
    checkRepository('repository', repository, provider).map((violation) => `${violation}${advice}`),
    connection,
  );
  return `${PROVIDERS[provider].url}/${repository}.git`;
}

/**
 * Checks the URL of a repository on a provider that customers install themselves.
 *
 * @param forAll the method for all repositories of an owner
 */
export function checkCloneUrl({ connection, cloneUrl }: CloneUrlBuildSourceProps, forAll: string): void {
  checkReference('connection', connection, 'connectionRef', undefined);
  const constraint = {
    pattern: /^https:\/\/[^\s/?#@]+(?:\/[^\s/*?#]+){2,}\/?$/,
    form: 'an HTTPS URL to clone from, without a user, a query and a fragment',
  };
  const violations = checkString('cloneUrl', cloneUrl, constraint);
  const isOfAll = /^https:\/\/[^\s/]+\/(?:[^\s/]+\/?|\S+\/\*)$/.test(cloneUrl);
  const advice = isOfAll ? `; for all repositories, use ConnectionBuildSource.${forAll}` : '';
  throwIfInvalid(
    ErrorCode.INVALID_CONNECTION_BUILD_SOURCE,
    violations.map((violation) => `${violation}${advice}`),
    connection,
  );
}
