import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, SecretValue, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { parse } from 'yaml';
import { DeploymentFile, DeploymentFileFormat } from '../../src';
import { lengths, token } from '../resources';

const TEMPLATE = 'templates/prod.yaml';
const file = (parameters?: Record<string, string>, tags?: Record<string, string>) =>
  new DeploymentFile({ templateFilePath: TEMPLATE, parameters, tags });
const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`Key${i}`, 'x']));

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deployment-file-'));
  path = join(folder, 'prod.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const given = (text: string, name = 'prod.yaml') => {
  path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const written = () => readFileSync(path, 'utf8');

/** What it throws, to be searched for what must not be in it. */
function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('as text', () => {
  const all = () => file({ Size: 'small', Count: '3' }, { team: 'platform' });

  test('YAML has the keys that Git sync reads', () => {
    expect(all().toYaml()).toBe(
      'template-file-path: templates/prod.yaml\nparameters:\n  Size: small\n  Count: "3"\ntags:\n  team: platform\n',
    );
  });

  test('JSON says the same', () => {
    expect(JSON.parse(all().toJson())).toEqual(parse(all().toYaml()));
  });

  test('what has no parameters and no tags names the template only', () => {
    expect(file().toYaml()).toBe('template-file-path: templates/prod.yaml\n');
    expect(file({}, {}).toJson()).toBe('{\n  "template-file-path": "templates/prod.yaml"\n}\n');
  });

  test.each(['yes', 'on', 'N', '012', '1:30', '1_000', '0x1f', '2026-11-24', '1.10', '=', '<<', '~', 'null', '', ' '])(
    'the value %j is a string to readers of YAML 1.1 and 1.2 alike',
    (value) => {
      const yaml = file({ Value: value }, { [value || 'empty']: value }).toYaml();
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(yaml, { version })).toMatchObject({
          parameters: { Value: value },
          tags: { [value || 'empty']: value },
        });
      }
      if (value === '=') expect(yaml).toContain('Value: "="');
    },
  );
});

describe('round trips', () => {
  const text = (maxLength: number) => fc.string({ maxLength, unit: 'grapheme' });
  const entries = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
    fc.dictionary(key, value, { maxKeys: 8, noNullPrototype: true });
  const props = fc.record(
    {
      templateFilePath: fc.constantFrom('t.json', 'a/b/c.yaml', 'with space/ü.yml', "it's.yaml", '#1.yaml'),
      parameters: entries(fc.stringMatching(/^[A-Za-z0-9]{1,12}$/), text(30)),
      tags: entries(
        text(12).filter((key) => key.length > 0 && !/^aws:/i.test(key)),
        text(20),
      ),
    },
    { requiredKeys: ['templateFilePath'] },
  );
  /** What is empty is not said. */
  const saidBy = ({ templateFilePath, parameters, tags }: DeploymentFile) => ({
    templateFilePath,
    parameters: parameters ?? {},
    tags: tags ?? {},
  });

  test('what is written is read as it was, from YAML and from JSON', () => {
    fc.assert(
      fc.property(props, (said) => {
        const before = new DeploymentFile(said);
        expect(saidBy(DeploymentFile.fromString(before.toYaml()))).toEqual(saidBy(before));
        const json = DeploymentFile.fromString(before.toJson(), { format: DeploymentFileFormat.JSON, strict: true });
        expect(saidBy(json)).toEqual(saidBy(before));
      }),
    );
  });

  test('unknown keys, comments and the order stay, whatever is said instead', () => {
    const unknown = fc.json({ maxDepth: 2 });
    fc.assert(
      fc.property(props, props, unknown, (first, second, extra) => {
        const text = `# first line\nmine: ${extra} # beside\n${new DeploymentFile(first).toYaml()}# last line\n`;
        given(text);
        const before = parse(text);
        new DeploymentFile(second).writeTo(path);
        const after = written();
        expect(parse(after).mine).toEqual(parse(text).mine);
        expect(after).toMatch(/^# first line\nmine:.*\n?.*# beside$/ms);
        expect(after.trimEnd().endsWith('# last line')).toBe(true);
        const kept = Object.keys(before).filter((key) => key in parse(after));
        expect(Object.keys(parse(after)).filter((key) => key in before)).toEqual(kept);
        expect(new DeploymentFile(second).changesTo(path)).toEqual([]);
      }),
    );
  });
});

describe('a file that exists', () => {
  const TEXT = [
    '# Owned by the platform team.',
    'template-file-path: templates/prod.yaml # generated',
    '',
    'parameters:',
    '    # asked for by finance',
    "    Size: 'small'   # see the wiki",
    '    Count: 1.10',
    'x-owner: { name: platform, since: 2024 }',
    'tags:',
    '    team: platform',
    '',
  ].join('\n');

  test('is read with all that it says, numbers as they are written', () => {
    const { templateFilePath, parameters, tags } = DeploymentFile.fromFile(given(TEXT));
    expect(templateFilePath).toBe('templates/prod.yaml');
    expect(parameters).toEqual({ Size: 'small', Count: '1.10' });
    expect(tags).toEqual({ team: 'platform' });
  });

  test('is not touched when it says the same already', () => {
    const before = statSync(given(TEXT), { bigint: true }).mtimeNs;
    expect(file({ Count: '1.10', Size: 'small' }, { team: 'platform' }).writeTo(path)).toEqual([]);
    expect(written()).toBe(TEXT);
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(before);
  });

  test('says what would change, and does so when it is written', () => {
    given(TEXT);
    const next = new DeploymentFile({
      templateFilePath: 'templates/next.yaml',
      parameters: { Size: 'large', Zones: '3' },
      tags: {},
    });
    const changes = [
      '~ template-file-path: "templates/prod.yaml" → "templates/next.yaml"',
      '~ parameters.Size: "small" → "large"',
      '- parameters.Count: "1.10"',
      '+ parameters.Zones: "3"',
      '- tags.team: "platform"',
    ];
    expect(next.changesTo(path)).toEqual(changes);
    expect(written()).toBe(TEXT);
    expect(next.writeTo(path)).toEqual(changes);
    expect(written()).toBe(
      [
        '# Owned by the platform team.',
        'template-file-path: templates/next.yaml # generated',
        '',
        'parameters:',
        '    # asked for by finance',
        "    Size: 'large' # see the wiki",
        '    Zones: "3"',
        'x-owner: { name: platform, since: 2024 }',
        '',
      ].join('\n'),
    );
  });

  test('keeps parameters and tags of which nothing is said', () => {
    given(TEXT);
    expect(file().writeTo(path)).toEqual([]);
    expect(file(undefined, { team: 'core' }).writeTo(path)).toEqual(['~ tags.team: "platform" → "core"']);
    expect(DeploymentFile.fromFile(path).parameters).toEqual({ Size: 'small', Count: '1.10' });
  });

  test('can be given single parameters and tags more', () => {
    const more = DeploymentFile.fromFile(given(TEXT)).withParameters({ Size: 'large' }).withTags({ cost: '7' });
    expect(more.changesTo(path)).toEqual(['~ parameters.Size: "small" → "large"', '+ tags.cost: "7"']);
    more.writeTo(path);
    expect(written()).toContain('# see the wiki');
    expect(DeploymentFile.fromFile(path).tags).toEqual({ team: 'platform', cost: '7' });
  });

  test('keeps what it does not know also when it is written somewhere else', () => {
    const elsewhere = join(folder, 'a', 'b', 'copy.yaml');
    DeploymentFile.fromFile(given(TEXT)).withParameters({ Count: '2' }).writeTo(elsewhere);
    expect(readFileSync(elsewhere, 'utf8')).toContain('x-owner: { name: platform, since: 2024 }');
  });

  test('keeps what others refer to by an anchor', () => {
    const text = 'common: &all { A: &a one, B: *a }\ntemplate-file-path: t.yaml\nparameters: *all\nother: *a\n';
    const file = DeploymentFile.fromFile(given(text));
    expect(file.parameters).toEqual({ A: 'one', B: 'one' });
    file.withParameters({ A: 'two' }).writeTo(path);
    expect(parse(written())).toEqual({
      common: { A: 'one', B: 'one' },
      'template-file-path': 't.yaml',
      parameters: { A: 'two', B: 'one' },
      other: 'one',
    });
    const own = 'template-file-path: t.yaml\nparameters:\n  A: &a one\n  B: *a\nother: *a\n';
    DeploymentFile.fromFile(given(own)).withParameters({ A: 'two' }).writeTo(path);
    expect(parse(written())).toMatchObject({ parameters: { A: 'two', B: 'one' }, other: 'one' });
    file.writeTo(given(own));
    new DeploymentFile({ templateFilePath: 't.yaml', parameters: { B: 'one' } }).writeTo(path);
    expect(parse(written())).toMatchObject({ parameters: { B: 'one' }, other: 'one' });
  });

  test('keeps values of which nothing is said as they are written', () => {
    const rest = "zip: 0012\nid: 12345678901234567890\nhex: 0x1F\nyes: True\nnone: ~\nquoted: 'on'\nfloat: 1.10\n";
    given(`${rest}template-file-path: t.yaml\nparameters:\n  Zip: 0012\n  Size: small\n`);
    DeploymentFile.fromFile(path).withParameters({ Size: 'yes' }).writeTo(path);
    expect(written()).toBe(`${rest}template-file-path: t.yaml\nparameters:\n  Zip: 0012\n  Size: "yes"\n`);
    expect(DeploymentFile.fromFile(path).parameters).toEqual({ Zip: '0012', Size: 'yes' });
    expect(JSON.parse(DeploymentFile.fromFile(path).toJson())).toMatchObject({ zip: '0012', yes: true, none: null });
  });

  test('keeps Windows line endings', () => {
    given(TEXT.replaceAll('\n', '\r\n'));
    file({ Size: 'x' }).writeTo(path);
    expect(written().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('is JSON in a .yaml as well, which is YAML', () => {
    given('{ "template-file-path": "t.yaml", "parameters": { "A": "1" } }');
    DeploymentFile.fromFile(path).withParameters({ B: 'yes' }).writeTo(path);
    expect(parse(written())).toEqual({ 'template-file-path': 't.yaml', parameters: { A: '1', B: 'yes' } });
  });

  test('keeps numbers of JSON that JavaScript cannot hold, the order and the indentation', () => {
    const json = (size: string) =>
      `{\n\t"mine": [12345678901234567890, 1.10, true, null, {}],\n\t"template-file-path": "t.yaml",\n\t"parameters": {\n\t\t"Size": "${size}"\n\t}\n}\n`;
    given(json('small'), 'prod.json');
    DeploymentFile.fromFile(path).withParameters({ Size: 'large' }).writeTo(path);
    expect(
      written().replace(/\[[^\]]*\]/, (list) => list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']')),
    ).toBe(json('large'));
  });

  test('is left as it is, without a rest, when it cannot be read', () => {
    given('template-file-path: t.yaml\nparameters: [1]\n');
    expect(() => file().writeTo(path)).toThrow('prod.yaml:2:13');
    expect(written()).toBe('template-file-path: t.yaml\nparameters: [1]\n');
  });
});

test('the format follows the path, or what is asked for', () => {
  path = join(folder, 'prod.json');
  file({ A: 'b' }).writeTo(path);
  expect(JSON.parse(written())).toEqual({ 'template-file-path': TEMPLATE, parameters: { A: 'b' } });
  path = join(folder, 'prod');
  file().writeTo(path, { format: DeploymentFileFormat.JSON });
  expect(JSON.parse(written())).toEqual({ 'template-file-path': TEMPLATE });
  expect(existsSync(join(folder, '.prod.tmp'))).toBe(false);
});

describe('values', () => {
  test.each(lengths(1, 255))('a name of a parameter with %d characters: %s', (length, taken) => {
    const make = () => file({ ['x'.repeat(length)]: '' });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`must have a name of 1 to 255 characters, got ${length}`);
  });

  test.each(lengths(0, 4096))('a value of a parameter with %d bytes: %s', (length, taken) => {
    const make = () => file({ A: length > 1 ? `é${'x'.repeat(length - 2)}` : 'x'.repeat(length) });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`'parameters.A' must have 0 to 4096 bytes, got ${length}`);
  });

  test.each(lengths(1, 128))('a key of a tag with %d characters: %s', (length, taken) => {
    const make = () => file({}, { ['x'.repeat(length)]: '' });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`must have a key of 1 to 128 characters, got ${length}`);
  });

  test.each(lengths(0, 256))('a value of a tag with %d characters: %s', (length, taken) => {
    const make = () => file({}, { a: 'x'.repeat(length) });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`'tags.a' must have 0 to 256 characters, got ${length}`);
  });

  test.each(lengths(0, 50))('%d parameters, and as many tags: %s', (count, taken) => {
    const make = [() => file(numbered(count)), () => file({}, numbered(count))];
    for (const each of make) {
      if (taken) expect(each).not.toThrow();
      else expect(each).toThrow('must have 0 to 50 entries, got 51');
    }
  });

  test('a name of a parameter has letters and digits only, and no tag begins with aws:', () => {
    expect(() => file({ 'my-size': 'x' })).toThrow("'parameters.my-size' must have a name of letters and digits only");
    expect(() => file({}, { 'AWS:x': 'x' })).toThrow("'tags.AWS:x' must not begin with 'aws:'");
    expect(() => file({}, { 'x:aws:y': 'x' })).not.toThrow();
  });

  test('all findings come at once', () => {
    expect(messageOf(() => file({ 'a-b': 'x' }, { 'aws:x': '' })).split('; ')).toHaveLength(2);
  });

  test('tokens are refused by name, with the way out', () => {
    const stack = new Stack(new App(), 'Stack');
    const secret = SecretValue.secretsManager('database').unsafeUnwrap();
    for (const value of [token(stack), stack.region, secret]) {
      const message = messageOf(() => file({ Password: value }));
      expect(message).toContain("'parameters.Password' is known only at deployment");
      expect(message).toContain('{{resolve:secretsmanager:');
      expect(message).not.toContain('Token[');
    }
    expect(() => file({}, { [stack.region]: 'x' })).toThrow('known only at deployment');
    expect(() => new DeploymentFile({ templateFilePath: stack.region })).toThrow('known only at deployment');
  });

  test('what is no string is refused', () => {
    expect(() => file({ A: 3 as unknown as string })).toThrow("'parameters.A' must be a string, got number");
    expect(() => file({ A: null as unknown as string })).toThrow("'parameters.A' must be a string, got null");
  });
});

describe('secrets', () => {
  const HEX = '0123456789abcdef0123456789abcdef01234567';
  const SECRETS: Record<string, string> = {
    'an access key of AWS': `AKIA${'IOSFODNN7EXAMPLE'}`,
    'a temporary access key of AWS, in a text': `key=ASIA${'IOSFODNN7EXAMPLE'};`,
    'a private key': `-----BEGIN RSA ${'PRIVATE KEY'}-----\nMIIE`,
    'a private key of OpenSSH': `-----BEGIN OPENSSH ${'PRIVATE KEY'}-----`,
    'a token of GitHub': `ghp_${HEX.slice(0, 36)}`,
    'a fine-grained token of GitHub': `github_pat_${HEX}${HEX}`,
    'a token of a GitHub app': `https://x:ghs_${HEX.slice(0, 36)}@github.com`,
    'a token of GitLab': `glpat-${HEX.slice(0, 20)}`,
  };

  test.each(Object.entries(SECRETS))('%s is refused, and not repeated', (_, secret) => {
    for (const make of [() => file({ Value: secret }), () => file({}, { value: secret })]) {
      const message = messageOf(make);
      expect(message).toMatch(/alue' looks like a.* must not stand in Git.*resolve:secretsmanager/);
      expect(message).not.toContain(secret.slice(-12));
    }
  });

  test('a secret access key is known by its name', () => {
    const key = `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYEXAMPLEKEY'}`;
    expect(messageOf(() => file({ AwsSecretAccessKey: key }))).not.toContain(key);
    expect(() => file({ ObjectPath: key })).not.toThrow();
  });

  test('no secret of a file is repeated, also when it is not YAML', () => {
    for (const text of ['Password: hunter2\n hunter2: 1', '"Password: hunter2', 'a: 1\n}hunter2', '- hunter2']) {
      expect(messageOf(() => DeploymentFile.fromString(text))).not.toContain('hunter2');
    }
    const secret = SECRETS['a token of GitHub'] ?? '';
    given(`template-file-path: ${TEMPLATE}\nparameters:\n  A: ${secret}\n`);
    expect(messageOf(() => DeploymentFile.fromFile(path))).not.toContain(secret);
    const changes = file({ A: '{{resolve:ssm-secure:/token}}' }).writeTo(path);
    expect(changes).toEqual(['~ parameters.A: (a token of GitHub, not shown) → "{{resolve:ssm-secure:/token}}"']);
  });

  test.each([
    HEX,
    'arn:aws:iam::123456789012:role/AKIA-is-not-a-key',
    'AKIAIOSFODNN7',
    'ghp_short',
    'glpat',
    '{{resolve:secretsmanager:database:SecretString:password}}',
    '{{resolve:ssm-secure:/prod/password:3}}',
    '-----BEGIN PUBLIC KEY-----',
    '-----BEGIN CERTIFICATE-----',
    'subnet-0bb1c79de3EXAMPLE',
    'sha256:3fc9b689459d738f8c88a3a48aa9e33542016b7a4052e001aaa536fca74813cb',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:ghs_latest',
  ])('%j is an ordinary value', (value) => {
    expect(() => file({ Value: value }, { value })).not.toThrow();
  });

  test('10,000 ordinary values are taken for what they are', () => {
    const ordinary = fc.oneof(
      fc.string(),
      fc.uuid(),
      fc.webUrl(),
      fc.stringMatching(/^[0-9a-f]{40}$/),
      fc.emailAddress(),
      fc.base64String(),
    );
    fc.assert(
      fc.property(ordinary, (Value) => void file({ Value })),
      { numRuns: 10_000 },
    );
  });
});

describe('paths', () => {
  test.each([
    'template.json',
    'a/b/c.yaml',
    'with space/ü.yml',
    '..hidden/x',
    'a..b',
    '.github/t.yaml',
    '.gitlab/t.yaml',
  ])('%s is in the repository', (templateFilePath) => {
    expect(() => new DeploymentFile({ templateFilePath })).not.toThrow();
  });

  test.each([
    ['', 'it is empty'],
    ['/etc/passwd', 'it is absolute'],
    ['C:/t.yaml', 'it is absolute'],
    ['templates\\t.yaml', 'backslash'],
    ['../t.yaml', 'out of the repository'],
    ['a/../../t.yaml', 'out of the repository'],
    ['a/..', 'out of the repository'],
    ['./t.yaml', "or '.'"],
    ['a//t.yaml', 'empty segment'],
    ['a/', 'empty segment'],
    ['.git/config', 'into .git'],
    ['a\nb', 'control characters'],
  ])('%j is not', (templateFilePath, why) => {
    const message = messageOf(() => new DeploymentFile({ templateFilePath }));
    expect(message).toContain("'template-file-path' must be a path from the root of the repository, such as");
    expect(message).toContain(why);
    const text = `{ "template-file-path": ${JSON.stringify(templateFilePath)} }`;
    expect(() => DeploymentFile.fromString(text)).toThrow(why);
  });
});

describe('bad input', () => {
  const valid = 'template-file-path: t.yaml\n';
  test.each([
    ['no YAML', 'template-file-path: t.yaml\nparameters: {A: 1\n', /:3:1: not YAML: /],
    ['an indentation by tab', `${valid}parameters:\n\tA: 1\n`, /:3:1: not YAML: Tabs/],
    ['two documents', `${valid}---\n${valid}`, /:2:1: not YAML: .*multiple documents/],
    ['a key twice', `${valid}tags:\n  a: b\n  a: c\n`, /:4:3: the key stands there twice/],
    ['a section twice', `${valid}tags:\n  a: b\ntags:\n  b: c\n`, /:4:1: the key stands there twice/],
    ['nothing', '', /:1:1: must be a mapping with the key 'template-file-path', got nothing/],
    ['comments only', '# soon\n', /must be a mapping .* got nothing/],
    ['a list', '- a\n', /:1:1: must be a mapping .* got a list/],
    ['a single value', 'prod\n', /:1:1: must be a mapping .* got a single value/],
    ['no template', 'parameters:\n  A: b\n', /:1:1: must have the key 'template-file-path'/],
    ['no path', 'template-file-path:\n', /:1:20: 'template-file-path' must be a string, got nothing/],
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
    ['an anchor that is not there', `${valid}parameters:\n  A: *b\n`, /:3:6: refers to an anchor that there is not/],
    [
      'a merge key',
      `x: &x {A: b}\n${valid}parameters:\n  <<: *x\n`,
      /:4:7: 'parameters.<<' must be a string.* got a mapping/,
    ],
  ])('%s is refused with line and column', (_, text, message) => {
    expect(() => DeploymentFile.fromFile(given(text))).toThrow(message);
    expect(() => DeploymentFile.fromString(text)).toThrow(message);
  });

  test.each([
    ['{"template-file-path": "t.yaml",}', /prod\.json:1:33: not JSON/],
    ['{"template-file-path":\n "t.yaml"', /prod\.json:2:\d+: not JSON/],
    ['template-file-path: t.yaml', /prod\.json:1:1: not JSON: write JSON, or name the file \.yaml/],
    ['{"template-file-path": "a", "template-file-path": "b"}', /:1:29: the key stands there twice/],
  ])('JSON that is none is refused with line and column: %j', (text, message) => {
    expect(() => DeploymentFile.fromFile(given(text, 'prod.json'))).toThrow(message);
  });

  test('unknown keys are refused where that is asked for, each with line and column', () => {
    const text = `${valid}parameter:\n  A: b\nTags: {}\n`;
    expect(() => DeploymentFile.fromString(text)).not.toThrow();
    const message = messageOf(() => DeploymentFile.fromFile(given(text), { strict: true }));
    expect(message).toMatch(
      /prod\.yaml:2:1: the key 'parameter' is unknown.*prod\.yaml:4:1: the key 'Tags' is unknown/,
    );
  });

  test('a file that is too large is refused before it is parsed', () => {
    const text = `${valid}#${'x'.repeat(1_000_000)}`;
    expect(() => DeploymentFile.fromString(text)).toThrow(/must have at most 1000000 bytes, got \d+/);
  });

  test('a file that is not there is refused', () => {
    expect(() => DeploymentFile.fromFile(path)).toThrow(`there is no deployment file '${path}'`);
  });

  test('whatever the text, it is read or refused with a message of ours', () => {
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
          expect((error as Error).message).toMatch(/^deployment file(:\d+:\d+)?: /);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('with the template at hand', () => {
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
    test('what it declares is taken', () => {
      expect(() => check(file({ Size: 'small' }))).not.toThrow();
      const all = { Size: 'small', Zones: '3', Password: '{{resolve:secretsmanager:db}}', Secret: '/prod/secret' };
      expect(() => check(file(all))).not.toThrow();
    });

    test('what it does not declare is refused, as is what has neither default nor value', () => {
      const message = messageOf(() => check(file({ Zone: '3' })));
      expect(message).toContain("'parameters.Zone' is not declared by the template, which declares Size, Zones,");
      expect(message).toContain("'parameters.Size' must have a value: the template has no default");
      expect(() => check(file())).toThrow("'parameters.Size' must have a value");
    });

    test('a value of a parameter with NoEcho is refused and not repeated, unless it refers to the real one', () => {
      const message = messageOf(() => check(file({ Size: 's', Password: 'hunter2' })));
      expect(message).toContain("'parameters.Password' is declared with NoEcho, so its value must not stand in Git");
      expect(message).not.toContain('hunter2');
    });
  });

  test('YAML with functions of CloudFormation is read', () => {
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
  ])('more %s than %d are refused', (section, most, value) => {
    const check = (count: number) => () =>
      file().checkTemplateFile(
        given(JSON.stringify(template({ Parameters: {}, [section]: many(count, value) })), 't.json'),
      );
    expect(check(most)).not.toThrow();
    expect(check(most + 1)).toThrow(`must have at most ${most} ${section.toLowerCase()}, got ${most + 1}`);
  });

  test('a template of more than 1 MB is refused', () => {
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
    ['{}', /must have a resource/],
  ])('the template %s is refused', (text, message) => {
    expect(() => file().checkTemplateFile(given(text, 't.json'))).toThrow(message);
  });

  test('a template that is not there is refused', () => {
    expect(() => file().checkTemplateFile(join(folder, 'none.json'))).toThrow('there is no template');
  });
});
