import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { DeploymentFile } from '../../../src';
import { Folder, file, messageOf } from './fixtures';

const folder = Folder.forEachTest();
let path = '';
beforeEach(() => {
  path = folder.at();
});
const given = (text: string, name?: string) => {
  path = folder.given(text, name);
  return path;
};

describe('a deployment file', () => {
  const valid = 'template-file-path: t.yaml\n';
  test.each([
    ['text that is not YAML', 'template-file-path: t.yaml\nparameters: {A: 1\n', /:3:1: not YAML: /],
    ['an indentation by tab', `${valid}parameters:\n\tA: 1\n`, /:3:1: not YAML: Tabs/],
    ['two documents', `${valid}---\n${valid}`, /:2:1: not YAML: .*multiple documents/],
    ['a key given twice', `${valid}tags:\n  a: b\n  a: c\n`, /:4:3: the key is given twice/],
    ['a section given twice', `${valid}tags:\n  a: b\ntags:\n  b: c\n`, /:4:1: the key is given twice/],
    ['no content', '', /:1:1: must be a mapping with the key 'template-file-path', got nothing/],
    ['comments only', '# soon\n', /must be a mapping .* got nothing/],
    ['a list', '- a\n', /:1:1: must be a mapping .* got a list/],
    ['a single value', 'prod\n', /:1:1: must be a mapping .* got a single value/],
    ['no template path', 'parameters:\n  A: b\n', /:1:1: must have the key 'template-file-path'/],
    ['an empty template path', 'template-file-path:\n', /:1:20: 'template-file-path' must be a string, got nothing/],
    ['a list of paths', 'template-file-path: [a]\n', /:1:21: 'template-file-path' must be a string, got a list/],
    ['a list of parameters', `${valid}parameters:\n  - A: b\n`, /:3:3: 'parameters' must be a mapping .* got a list/],
    [
      'a parameter with a list',
      `${valid}parameters:\n  A: [1]\n`,
      /:3:6: 'parameters.A' must be a string.* got a list/,
    ],
    ['a tag with a mapping', `${valid}tags:\n  a: {b: c}\n`, /:3:6: 'tags.a' must be a string.* got a mapping/],
    ['a parameter with nothing', `${valid}parameters:\n  A:\n`, /:3:5: 'parameters.A' must be a string.* got nothing/],
    ['a function', `${valid}parameters:\n  A: !Ref B\n`, /:3:11: 'parameters.A' .* got a value with the tag !Ref/],
    [
      'an anchor that does not exist',
      `${valid}parameters:\n  A: *b\n`,
      /:3:6: refers to an anchor that does not exist/,
    ],
    [
      'a merge key',
      `x: &x {A: b}\n${valid}parameters:\n  <<: *x\n`,
      /:4:7: 'parameters.<<' must be a string.* got a mapping/,
    ],
  ])('with %s is refused with line and column', (_, text, message) => {
    expect(() => DeploymentFile.fromFile(given(text))).toThrow(message);
    expect(() => DeploymentFile.fromString(text)).toThrow(message);
  });

  test.each([
    ['{"template-file-path": "t.yaml",}', /prod\.json:1:33: not JSON/],
    ['{"template-file-path":\n "t.yaml"', /prod\.json:2:\d+: not JSON/],
    ['template-file-path: t.yaml', /prod\.json:1:1: not JSON: write JSON, or rename the file to \.yaml/],
    ['{"template-file-path": "a", "template-file-path": "b"}', /:1:29: the key is given twice/],
  ])('with JSON that is not valid is refused with line and column: %j', (text, message) => {
    expect(() => DeploymentFile.fromFile(given(text, 'prod.json'))).toThrow(message);
  });

  test('with unknown keys is refused if it is read strictly, each with line and column', () => {
    const text = `${valid}parameter:\n  A: b\nTags: {}\n`;
    expect(() => DeploymentFile.fromString(text)).not.toThrow();
    const message = messageOf(() => DeploymentFile.fromFile(given(text), { strict: true }));
    expect(message).toMatch(
      /prod\.yaml:2:1: the key 'parameter' is unknown.*prod\.yaml:4:1: the key 'Tags' is unknown/,
    );
  });

  test('that is too large is refused before it is parsed', () => {
    const text = `${valid}#${'x'.repeat(1_000_000)}`;
    expect(() => DeploymentFile.fromString(text)).toThrow(/must have at most 1000000 bytes, got \d+/);
  });

  test('with many mistakes is refused with the first ones', () => {
    const twice = `${valid}tags:\n${'  a: b\n'.repeat(100)}`;
    expect(messageOf(() => DeploymentFile.fromString(twice)).split('; ')).toHaveLength(5);
  });

  test('that is nested too deeply is refused', () => {
    expect(() => DeploymentFile.fromString(`x: ${'['.repeat(200_000)}`)).toThrow(
      /deployment file:1:\d+: not YAML: it is nested too deeply/,
    );
    const closed = `${valid}x: ${'['.repeat(200_000)}${']'.repeat(200_000)}\n`;
    expect(() => DeploymentFile.fromString(closed)).toThrow(
      /deployment file:\d:\d+: not YAML: it is nested too deeply/,
    );
  });

  test('that does not exist is refused', () => {
    expect(() => DeploymentFile.fromFile(path)).toThrow(`the deployment file '${path}' does not exist`);
  });

  test('of random text is either read or refused with a validation error', () => {
    const pieces = fc.constantFrom(
      'template-file-path',
      'parameters',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '"',
      '&a',
      '*a',
      '!x',
      '#',
      't',
      '1',
      '|',
      '?',
      '%',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (all) => {
        try {
          DeploymentFile.fromString(all.join(''));
        } catch (error) {
          expect((error as Error).message).toMatch(/^\[INVALID_DEPLOYMENT_FILE\] deployment file(:\d+:\d+)?: /);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a check of a deployment file against a template', () => {
  const PARAMETERS = {
    Size: { Type: 'String' },
    Zones: { Type: 'Number', Default: 2 },
    Password: { Type: 'String', NoEcho: true, Default: '' },
    Secret: { Type: 'AWS::SSM::Parameter::Value<String>', NoEcho: 'true', Default: '/none' },
  };
  const template = (parts: object) => ({
    Parameters: PARAMETERS,
    Resources: { R: { Type: 'AWS::SNS::Topic' } },
    ...parts,
  });
  const inStack = () => {
    const stack = new Stack(new App(), 'Stack');
    for (const [name, { Type, ...rest }] of Object.entries(PARAMETERS)) {
      const { Default, NoEcho } = rest as { Default?: unknown; NoEcho?: unknown };
      new CfnParameter(stack, name, { type: Type, default: Default, noEcho: NoEcho !== undefined });
    }
    return stack;
  };
  const inFile = () => given(JSON.stringify(template({})), 'template.json');
  const CHECKS: [string, (file: DeploymentFile) => void][] = [
    ['a file', (file) => file.checkTemplateFile(inFile())],
    ['a stack', (file) => file.checkStack(inStack())],
  ];

  describe.each(CHECKS)('in %s', (_, check) => {
    test('accepts values of declared parameters', () => {
      expect(() => check(file({ Size: 'small' }))).not.toThrow();
      const all = { Size: 'small', Zones: '3', Password: '{{resolve:secretsmanager:db}}', Secret: '/prod/secret' };
      expect(() => check(file(all))).not.toThrow();
    });

    test('refuses values of other parameters, and missing values without a default', () => {
      const message = messageOf(() => check(file({ Zone: '3' })));
      expect(message).toContain("'parameters.Zone' is not a parameter of the template, which declares Size, Zones,");
      expect(message).toContain("'parameters.Size' must have a value, got none: the template has no default");
      expect(() => check(file())).toThrow("'parameters.Size' must have a value");
    });

    test('refuses the value of a parameter with NoEcho without repeating it, unless it is a reference', () => {
      const message = messageOf(() => check(file({ Size: 's', Password: 'hunter2' })));
      expect(message).toContain(
        "'parameters.Password' is declared with NoEcho, so its value must not be stored in Git",
      );
      expect(message).not.toContain('hunter2');
    });
  });

  test('reads YAML with functions of CloudFormation', () => {
    const yaml =
      'Parameters:\n  Size: {Type: String}\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !Ref Size}\n';
    expect(() => file({ Size: 's' }).checkTemplateFile(given(yaml, 't.yaml'))).not.toThrow();
    expect(() => file({}).checkTemplateFile(path)).toThrow("'parameters.Size' must have a value");
  });

  const many = (count: number, value: object) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`X${i}`, value]));
  test.each([
    ['Resources', 500, { Type: 'AWS::SNS::Topic' }],
    ['Parameters', 200, { Type: 'String', Default: '' }],
    ['Outputs', 200, { Value: '' }],
  ])('refuses more %s than %d', (section, max, value) => {
    const check = (count: number) => () =>
      file().checkTemplateFile(
        given(JSON.stringify(template({ Parameters: {}, [section]: many(count, value) })), 't.json'),
      );
    expect(check(max)).not.toThrow();
    expect(check(max + 1)).toThrow(`must have at most ${max} ${section.toLowerCase()}, got ${max + 1}`);
  });

  test('refuses a template of more than 1 MB', () => {
    const text = JSON.stringify(template({ Parameters: {}, Description: '' }));
    const check = (bytes: number) => () =>
      file().checkTemplateFile(
        given(text.replace('"Description":""', `"Description":"${'x'.repeat(bytes - text.length)}"`), 't.json'),
      );
    expect(check(1_000_000)).not.toThrow();
    expect(check(1_000_001)).toThrow('must have at most 1000000 bytes, got 1000001');
  });

  test.each([
    ['{', /is neither JSON nor YAML/],
    ['[]', /must be a mapping/],
    ['{}', /must have at least 1 resource/],
  ])('refuses the template %s', (text, message) => {
    expect(() => file().checkTemplateFile(given(text, 't.json'))).toThrow(message);
  });

  test('refuses a template that does not exist', () => {
    expect(() => file().checkTemplateFile(folder.at('none.json'))).toThrow('does not exist');
  });
});
