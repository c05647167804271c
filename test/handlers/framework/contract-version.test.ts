import type { Context } from 'aws-lambda';
import { customResource, type Event } from '../../../src/handlers/framework/custom-resource';
import { text } from '../../../src/handlers/framework/schema';
import { KINDS, type Kind } from '../life-scenarios';
import { CloudFormationResource, eventOf, type Properties } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { EVERY_RESOURCE } from '../rig/every-resource';
import { useRig } from '../rig/rig';

jest.setTimeout(60_000);

const rig = useRig(new CustomResourceRig());

describe.each(EVERY_RESOURCE.map(({ resourceType, version }) => ({ resourceType, version })))(
  'a function that serves $resourceType up to contract version $version',
  ({ resourceType, version }) => {
    test.each([String(version + 1), '0', '1.5', 'two', '', 'nothing'])(
      'refuses version %s, and names both',
      async (given) => {
        const ContractVersion = given === 'nothing' ? undefined : given;
        const { Status, Reason } = await send(resourceType, ContractVersion);
        expect(Status).toBe('FAILED');
        const named = ContractVersion === undefined ? 'none' : `"${given}"`;
        expect(Reason).toContain(`${resourceType}, got contract version ${named}`);
        if (given === String(version + 1)) expect(Reason).toContain(`serves contract version ${version} of`);
        else expect(Reason).toContain(`ContractVersion must be a whole number from 1 to ${version}`);
        expect(rig.calls).toEqual([]);
      },
    );

    test('deletes what a later version has created', async () => {
      const kind = KINDS.find(({ type }) => type === resourceType) as Kind;
      const { versions, deleted } = await kind.setUp(rig);
      const resource = new CloudFormationResource(rig, resourceType);
      await resource.create(versions[0] as Properties);
      await resource.delete(resource.physicalId, { ...versions[0], ContractVersion: String(version + 1) });
      await deleted();
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
  await expect(apply('4')()).rejects.toThrow(
    'serves contract version 3 of Custom::CodeConnectionsThing, got contract version "4"',
  );
});

/** An event with a version of the contract, and no other properties: the version is looked at first. */
async function send(resourceType: string, ContractVersion: string | undefined) {
  await rig.invoke(eventOf(rig, resourceType, { ContractVersion }));
  return JSON.parse(rig.puts[0].body);
}
