import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as constructs from 'constructs';
import { type Assembly, problemsWithNames, type Type } from './names';

const taken = new Set([...Object.keys(cdk), ...Object.keys(constructs)]);

test('the names of the API read well in Python, Java, C# and Go', () => {
  const assembly: Assembly = JSON.parse(readFileSync(join(__dirname, '..', '..', '.jsii'), 'utf8'));
  expect(Object.keys(assembly.types).length).toBeGreaterThan(60);
  expect(problemsWithNames(assembly, taken)).toEqual([]);
});

describe('the check of names refuses', () => {
  const problems = (...types: Partial<Type>[]) =>
    problemsWithNames(
      {
        types: Object.fromEntries(
          types.map(({ name = 'Thing', ...type }): [string, Type] => [
            name,
            { fqn: `lib.${name}`, kind: 'class', name, ...type },
          ]),
        ),
      },
      taken,
    );

  test.each([
    ['an acronym in a type', { name: 'SyncAPI' }, /acronym/],
    ['an acronym in a member', { properties: [{ name: 'cloneURL' }] }, /cloneURL spells an acronym/],
    ["a constructor of Go's", { name: 'NewConnection' }, /Go/],
    ["Java's Process", { name: 'Process' }, /every file/],
    ["the CDK's Stack", { name: 'Stack' }, /ambiguous/],
    ["constructs' Node", { name: 'Node' }, /ambiguous/],
    ['an enum in the plural', { kind: 'enum', name: 'Permissions' }, /plural/],
    ["Java's getClass", { properties: [{ name: 'class' }] }, /every object/],
    ["Java's notify", { methods: [{ name: 'notify' }] }, /every object/],
    ["C#'s GetType", { methods: [{ name: 'getType' }] }, /every object/],
    ["a builder's create", { kind: 'interface', datatype: true, properties: [{ name: 'create' }] }, /builder/],
    ['a keyword of Python', { properties: [{ name: 'async' }] }, /keyword/],
    ['a keyword as parameter', { methods: [{ name: 'sync', parameters: [{ name: 'await' }] }] }, /sync\(await\)/],
    [
      'two names that are the same in Python',
      { properties: [{ name: 'gitHub' }, { name: 'git_hub' }] },
      /one name.*git_hub/,
    ],
  ] satisfies [string, Partial<Type>, RegExp][])('%s', (_, type, message) => {
    expect(problems(type)).toEqual([expect.stringMatching(message)]);
  });

  test("a struct whose interface in C# is another type's name", () => {
    expect(problems({ name: 'Sync', kind: 'interface', datatype: true }, { name: 'ISync', kind: 'interface' })).toEqual(
      [expect.stringMatching(/lib.Sync \(ISync in C#\) and lib.ISync/)],
    );
  });

  test('types that differ only in case', () => {
    expect(problems({ name: 'GitHub' }, { name: 'Github' })).toHaveLength(1);
  });
});

test('a member that another library requires may have any name', () => {
  const methods = [{ name: 'toString', overrides: 'constructs.Construct' }];
  expect(problemsWithNames({ types: { T: { fqn: 'lib.T', kind: 'class', name: 'T', methods } } }, taken)).toEqual([]);
});

test('interfaces may begin with two capitals, and constants may consist of capitals', () => {
  const types: Record<string, Type> = {
    I: { fqn: 'lib.IConnection', kind: 'interface', name: 'IConnection' },
    P: { fqn: 'lib.P', kind: 'class', name: 'P', properties: [{ name: 'READ_ONLY', const: true }] },
  };
  expect(problemsWithNames({ types }, taken)).toEqual([]);
});
