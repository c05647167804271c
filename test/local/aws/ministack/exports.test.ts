import { useStacks } from './local-stacks';
import type { Template } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const { stacks, numbered } = useStacks();

const exporter = () => numbered('exporter');
const importer = () => numbered('importer');
const shared = () => numbered('shared');
const topic = (DisplayName: unknown) => ({ Type: 'AWS::SNS::Topic', Properties: { DisplayName } });

const exporting = (Value: unknown, more: object = {}): Template => ({
  Resources: { T: topic('t'), ...more },
  Outputs: { O: { Value, Export: { Name: shared() } } },
});
const without = (more: object = {}): Template => ({ Resources: { T: topic('t'), ...more } });
const importing = (): Template => ({ Resources: { T: topic({ 'Fn::ImportValue': shared() }) } });

async function valueOfExport(): Promise<string | undefined> {
  const exports = await stacks.call('ListExports', {});
  return exports.match(new RegExp(`<Name>${shared()}</Name>\\s*<Value>(.*?)</Value>`, 's'))?.[1];
}

test('an export that another stack imports cannot be changed: the update is rolled back', async () => {
  await stacks.create(exporter(), exporting('before'));
  await stacks.create(importer(), importing());

  const reason = await stacks.failure('UpdateStack', exporter(), exporting('after', { New: topic('new') }));

  expect(reason).toContain(`Cannot update export ${shared()} as it is in use by ${importer()}`);
  expect(await stacks.status(exporter())).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await valueOfExport()).toBe('before');
  expect(await stacks.call('DescribeStackResources', { StackName: exporter() })).not.toContain('>New<');
});

test('an export that another stack imports cannot be removed: the update is rolled back', async () => {
  await stacks.create(exporter(), exporting('value'));
  await stacks.create(importer(), importing());

  const reason = await stacks.failure('UpdateStack', exporter(), without({ New: topic('new') }));

  expect(reason).toContain(`Cannot delete export ${shared()} as it is in use by ${importer()}`);
  expect(await valueOfExport()).toBe('value');
});

test('another output may export the same value under the name that is in use', async () => {
  await stacks.create(exporter(), exporting('value'));
  await stacks.create(importer(), importing());

  await stacks.update(exporter(), {
    Resources: { T: topic('t') },
    Outputs: { Other: { Value: 'value', Export: { Name: shared() } } },
  });
});

test('a stack whose export is in use is not deleted: it keeps its status, with the reason', async () => {
  await stacks.create(exporter(), exporting('value'));
  await stacks.create(importer(), importing());
  const reason = `Delete canceled. Cannot delete export ${shared()} as it is in use by ${importer()}`;

  await stacks.call('DeleteStack', { StackName: exporter() });

  expect(await stacks.status(exporter())).toBe('CREATE_COMPLETE');
  expect((await stacks.events(exporter())).at(-1)).toMatchObject({ status: 'CREATE_COMPLETE', reason });
  expect(await stacks.call('DescribeStacks', { StackName: exporter() })).toContain(reason);

  await stacks.delete(importer());
  await stacks.update(exporter(), exporting('other'));
  expect(await stacks.call('DescribeStacks', { StackName: exporter() })).not.toContain(reason);
  await stacks.delete(exporter());
});

test('an export in use by a stack that could not be updated counts, too', async () => {
  await stacks.create(exporter(), exporting('value'));
  await stacks.create(importer(), importing());
  const broken = { Type: 'AWS::CodeConnections::Connection', Properties: {} };
  await stacks.call('UpdateStack', {
    StackName: importer(),
    TemplateBody: JSON.stringify({ Resources: { ...importing().Resources, Broken: broken } }),
    DisableRollback: 'true',
  });
  expect(await stacks.settled(importer())).toBe('UPDATE_FAILED');

  await stacks.call('DeleteStack', { StackName: exporter() });

  expect(await stacks.status(exporter())).toBe('CREATE_COMPLETE');
});

test('an export that nobody imports any more can be changed and removed, and its name is free then', async () => {
  await stacks.create(exporter(), exporting('before'));
  await stacks.create(importer(), importing());
  await stacks.update(importer(), without({ Other: topic('o') }));

  await stacks.update(exporter(), exporting('after'));
  expect(await valueOfExport()).toBe('after');
  await stacks.update(exporter(), without());

  expect(await valueOfExport()).toBeUndefined();
  await stacks.create(`other-${exporter()}`, exporting('of another stack'));
});

test('an import of a resource that is off by its condition does not count', async () => {
  await stacks.create(exporter(), exporting('before'));
  await stacks.create(importer(), {
    Conditions: { Off: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { Here: topic('here'), Off: { ...topic({ 'Fn::ImportValue': shared() }), Condition: 'Off' } },
  } as Template);

  await stacks.update(exporter(), exporting('after'));
});

test('the name of an export belongs to one stack: another one that exports it is rolled back', async () => {
  await stacks.create(exporter(), exporting('value'));

  const reason = await stacks.failure('CreateStack', `other-${exporter()}`, exporting('value'));

  expect(reason).toContain(`Export with name ${shared()} is already exported by stack ${exporter()}`);
  expect(await stacks.status(`other-${exporter()}`)).toBe('ROLLBACK_COMPLETE');
  await stacks.delete(`other-${exporter()}`);
  expect(await valueOfExport()).toBe('value');
});

test('two outputs of a stack cannot export the same name', async () => {
  const output = { Value: 'v', Export: { Name: shared() } };

  const reason = await stacks.failure('CreateStack', exporter(), {
    Resources: { T: topic('t') },
    Outputs: { A: output, B: output },
  });

  expect(reason).toContain(`Export with name ${shared()} is already exported`);
});
