import type { Context } from 'aws-lambda';
import { customResource, type Event } from '../../../src/handlers/framework/custom-resource';
import { text } from '../../../src/handlers/framework/schema';
import { RESOURCES } from '../../../src/handlers/registry';
import { CloudFormationResource, eventOf } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';

jest.setTimeout(60_000);

const rig = useRig(new CustomResourceRig());

describe.each(RESOURCES.map(({ resourceType, version }) => ({ resourceType, version })))(
  'a function that serves $resourceType up to contract version $version',
  ({ resourceType, version }) => {
    test.each([String(version + 1), '0', '1.5', 'two', '', 'nothing'])(
      'refuses version %s, and names both',
      async (given) => {
        const ContractVersion = given === 'nothing' ? undefined : given;
        const { Status, Reason } = await send(resourceType, ContractVersion);
        expect(Status).toBe('FAILED');
        const named = ContractVersion === undefined ? 'none' : `"${given}"`;
        expect(Reason).toContain(`${resourceType} up to contract version ${version}, got ${named};`);
        expect(rig.calls).toEqual([]);
      },
    );

    test('deletes a resource of any version', async () => {
      const resource = new CloudFormationResource(rig, resourceType);
      const response = await resource.delete('CREATE_FAILED', { ContractVersion: String(version + 1) });
      expect(response.Status).toBe('SUCCESS');
    });
  },
);

test('a function serves all earlier contract versions', async () => {
  const permissions = { calls: [], continues: false };
  const contract = {
    resourceType: 'Custom::CodeConnectionsThing',
    version: 3,
    properties: {},
    attributes: [],
  } as const;
  const thing = customResource({ ...contract, properties: { Name: text(1) }, permissions }, async (request) => ({
    physicalId: request.properties.Name,
    attributes: {},
  }));
  const event = (ContractVersion: string) =>
    ({ RequestType: 'Update', ResourceProperties: { ContractVersion, Name: 'it' } }) as unknown as Event;
  const apply = (version: string) => async () => thing.apply(event(version), {} as Context, {} as never);
  for (const version of ['1', '2', '3']) await expect(apply(version)()).resolves.toMatchObject({ physicalId: 'it' });
  await expect(apply('4')()).rejects.toThrow('up to contract version 3, got "4"');
});

/** An event with a version of the contract, and no other properties: the version is looked at first. */
async function send(resourceType: string, ContractVersion: string | undefined) {
  await rig.invoke(eventOf(rig, resourceType, { ContractVersion }));
  return JSON.parse(rig.puts[0].body);
}
