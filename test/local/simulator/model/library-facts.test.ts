import { INSTALLED_PROVIDERS } from '../../../../local/simulator/operations/hosts.ts';
import { UNSYNCED_PROVIDERS } from '../../../../local/simulator/operations/sync-configurations.ts';
import { providersThat } from '../../../../src/private/providers';

test('the simulator and the library agree on the providers that need a host', () => {
  expect([...INSTALLED_PROVIDERS].sort()).toEqual(providersThat(({ needsHost }) => needsHost).sort());
});

test('the simulator and the library agree on the providers that Git sync does not support', () => {
  expect([...UNSYNCED_PROVIDERS].sort()).toEqual(providersThat(({ gitSync }) => gitSync === false).sort());
});
