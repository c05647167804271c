import type { Context } from 'aws-lambda';
import { customResource, type Event } from '../../../src/handlers/framework/custom-resource';
import { text } from '../../../src/handlers/framework/schema';
import { RESOURCES } from '../../../src/handlers/resources';
import { CloudFormationResource } from '../cloudformation';
import { Rig } from '../rig';

jest.setTimeout(60_000);

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

describe.each(RESOURCES.map(({ resourceType, version }) => ({ resourceType, version })))(
  'a function that serves $resourceType up to contract version $version',
  ({ resourceType, version }) => {
    test.each([String(version + 1), '0', '1.5', 'two', '', 'nothing'])(
      'refuses version %s, and names both',
      async (given) => {
        const ContractVersion = given === 'nothing' ? undefined : given;
        const { Status, Reason } = await send(resourceType, ContractVersion);
        expect(Status).toBe('FAILED');
        expect(Reason).toBe(
          `the function serves ${resourceType} up to contract version ${version}, got ${ContractVersion === undefined ? 'none' : `"${given}"`}; update the stack of the function`,
        );
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
async function send(ResourceType: string, ContractVersion: string | undefined) {
  await rig.invoke({
    RequestType: 'Create',
    ServiceToken: 'arn',
    ResponseURL: `${rig.url}/bucket/1`,
    StackId: rig.stackId ?? '',
    RequestId: 'request-1',
    LogicalResourceId: 'L',
    ResourceType,
    ResourceProperties: { ServiceToken: 'arn', ...(ContractVersion !== undefined && { ContractVersion }) },
  });
  return JSON.parse(rig.puts[0].body);
}
