import { ErrorCode } from '../../error-code';
import { providerNamed, providersThat } from '../../private/providers';
import { connectionsOfLinks } from '../connections';
import type { Rule } from '../rule';
import { syncsOf } from '../syncs';
import { literal, nameOf, read } from '../values';

export const gitSyncOfUnsupportedProvider: Rule = {
  id: 'gitSyncOfUnsupportedProvider',
  error: ErrorCode.GIT_SYNC_OF_UNSUPPORTED_PROVIDER,
  summary: 'The repository of a sync configuration is at a provider that Git sync supports.',
  fix: `use a repository of ${providersThat(({ gitSync }) => gitSync).join(', ')}, or deploy the stack with a pipeline`,
  check: (inventory) => {
    const ofLinks = connectionsOfLinks(inventory);
    return syncsOf(inventory).flatMap(({ resource, link }) => {
      const connection = link && ofLinks.get(link)?.connection;
      const provider = connection && literal(read(connection, 'providerType'));
      if (!connection || providerNamed(provider)?.gitSync !== false) return [];
      const subject = `the provider type '${provider}' of the connection ${nameOf(connection)}`;
      return [{ resource, others: [link, connection], problem: `Git sync does not support ${subject}` }];
    });
  },
};
