import { ErrorCode } from '../../error-code';
import { providerNamed, providersThat } from '../../private/providers';
import { connectionsOfLinks, providersOfLinks } from '../connections';
import type { Rule } from '../rule';
import { syncsOf } from '../syncs';
import { nameOf } from '../values';

export const gitSyncOfUnsupportedProvider: Rule = {
  id: 'gitSyncOfUnsupportedProvider',
  error: ErrorCode.GIT_SYNC_OF_UNSUPPORTED_PROVIDER,
  summary: 'The repository of a sync configuration is at a provider that Git sync supports.',
  fix: `use a repository of ${providersThat(({ gitSync }) => gitSync).join(', ')}, or deploy the stack with a pipeline`,
  check: (inventory) => {
    const connections = connectionsOfLinks(inventory);
    const providers = providersOfLinks(inventory);
    return syncsOf(inventory).flatMap(({ resource, link }) => {
      const provider = link && providers.get(link);
      if (!link || providerNamed(provider)?.gitSync !== false) return [];
      const connection = connections.get(link)?.connection;
      const subject = `the provider type '${provider}' of ${connection ? `the connection ${nameOf(connection)}` : `the connection of ${nameOf(link)}`}`;
      return [
        {
          resource,
          others: [link, ...(connection ? [connection] : [])],
          problem: `Git sync does not support ${subject}`,
        },
      ];
    });
  },
};
