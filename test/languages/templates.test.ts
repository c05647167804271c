import { differences, type Template } from './templates';

const PROPERTIES = { Name: 'git', Port: 443, Tags: [{ Key: 'team', Value: 'platform' }] };

/** An assembly of one stack with one host, whose template has these sections in place of its own. */
const template = (sections: Template = {}): Record<string, Template> => ({
  app: {
    Description: 'one',
    Resources: { Host: { Type: 'AWS::CodeConnections::Host', Properties: PROPERTIES } },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Host', 'HostArn'] } } },
    ...sections,
  },
});
const host = (properties: object, others: object = {}): Template => ({
  Resources: { Host: { Properties: { ...PROPERTIES, ...properties }, Type: 'AWS::CodeConnections::Host' }, ...others },
});

test('equal templates have no differences, whatever the order of their keys', () => {
  const { Outputs, Resources } = template(host({})).app ?? {};
  expect(differences(template(), { app: { Outputs, Resources, Description: 'one' } })).toEqual([]);
});

test.each<[string, Template, object]>([
  ['another value', host({ Name: 'hub' }), { path: 'Properties.Name', expected: 'git', actual: 'hub' }],
  ['a text in place of a number', host({ Port: '443' }), { path: 'Properties.Port', expected: 443, actual: '443' }],
  ['a property less', host({ Port: undefined }), { path: 'Properties.Port', expected: 443, actual: undefined }],
  ['a property more', host({ Url: 'u' }), { path: 'Properties.Url', expected: undefined, actual: 'u' }],
  [
    'another value in a list',
    host({ Tags: [{ Key: 'team', Value: 'web' }] }),
    { path: 'Properties.Tags.0.Value', expected: 'platform', actual: 'web' },
  ],
  ['an object in place of a list', host({ Tags: { ...PROPERTIES.Tags } }), { path: 'Properties.Tags' }],
  ['a resource more', host({}, { Topic: { Type: 'AWS::SNS::Topic' } }), { id: 'Topic', expected: undefined }],
  ['a section less', { Outputs: undefined }, { id: 'Arn', actual: undefined }],
  ['another text outside of the resources', { Description: 'two' }, { id: 'Description', path: '', actual: 'two' }],
])('%s is told with its logical id and path', (_, sections, difference) => {
  expect(differences(template(), template(sections))).toEqual([expect.objectContaining({ id: 'Host', ...difference })]);
});

test('a stack that only one app has is told with all that it defines', () => {
  const ids = differences(template(), {}).map(({ id }) => id);
  expect(ids).toEqual(['Description', 'Host', 'Arn']);
});
