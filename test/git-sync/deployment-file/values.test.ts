import { App, SecretValue, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { DeploymentFile } from '../../../src';
import { lengths, token } from '../../fixtures';
import { Folder, file, messageOf, TEMPLATE } from './fixtures';

const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`Key${i}`, 'x']));
const folder = Folder.forEachTest();
let path = '';
beforeEach(() => {
  path = folder.at();
});
const given = (text: string, name?: string) => {
  path = folder.given(text, name);
  return path;
};

describe('the values of a DeploymentFile', () => {
  test.each(lengths(1, 255))('accept a parameter name of %d characters: %s', (length, taken) => {
    const make = () => file({ ['x'.repeat(length)]: '' });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`must have a name of 1 to 255 characters, got ${length}`);
  });

  test.each(lengths(0, 4096))('accept a parameter value of %d bytes: %s', (length, taken) => {
    const make = () => file({ A: length > 1 ? `é${'x'.repeat(length - 2)}` : 'x'.repeat(length) });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`'parameters.A' must have 0 to 4096 bytes, got ${length}`);
  });

  test.each(lengths(1, 128))('accept a tag key of %d characters: %s', (length, taken) => {
    const make = () => file({}, { ['x'.repeat(length)]: '' });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`must have a key of 1 to 128 characters, got ${length}`);
  });

  test.each(lengths(0, 256))('accept a tag value of %d characters: %s', (length, taken) => {
    const make = () => file({}, { a: 'x'.repeat(length) });
    if (taken) expect(make).not.toThrow();
    else expect(make).toThrow(`'tags.a' must have 0 to 256 characters, got ${length}`);
  });

  test.each(lengths(0, 50))('accept %d parameters, and as many tags: %s', (count, taken) => {
    const make = [() => file(numbered(count)), () => file({}, numbered(count))];
    for (const each of make) {
      if (taken) expect(each).not.toThrow();
      else expect(each).toThrow('must have 0 to 50 entries, got 51');
    }
  });

  test('need parameter names of letters and digits, and tag keys that do not begin with aws:', () => {
    expect(() => file({ 'my-size': 'x' })).toThrow("'parameters.my-size' must have a name of letters and digits only");
    expect(() => file({}, { 'AWS:x': 'x' })).toThrow("'tags.AWS:x' must not begin with 'aws:'");
    expect(() => file({}, { 'x:aws:y': 'x' })).not.toThrow();
  });

  test('are refused with all violations in one message', () => {
    expect(messageOf(() => file({ 'a-b': 'x' }, { 'aws:x': '' })).split('; ')).toHaveLength(2);
  });

  test('are refused if they are tokens, with a remedy', () => {
    const stack = new Stack(new App(), 'Stack');
    const secret = SecretValue.secretsManager('database').unsafeUnwrap();
    for (const value of [token(stack), stack.region, secret]) {
      const message = messageOf(() => file({ Password: value }));
      expect(message).toContain("'parameters.Password' must be known at synthesis, got a token");
      expect(message).toContain('{{resolve:secretsmanager:');
      expect(message).not.toContain('Token[');
    }
    expect(() => file({}, { [stack.region]: 'x' })).toThrow('must have a name that is known at synthesis');
    expect(() => new DeploymentFile({ templateFilePath: stack.region })).toThrow(
      "'template-file-path' must be known at synthesis, got a token",
    );
  });

  test('are refused if they are not strings', () => {
    expect(() => file({ A: 3 as unknown as string })).toThrow("'parameters.A' must be a string, got number");
    expect(() => file({ A: null as unknown as string })).toThrow("'parameters.A' must be a string, got null");
  });
});

describe('secrets in a DeploymentFile', () => {
  const HEX = '0123456789abcdef0123456789abcdef01234567';
  const SECRETS: Record<string, string> = {
    'an AWS access key': `AKIA${'IOSFODNN7EXAMPLE'}`,
    'a temporary AWS access key, in a text': `key=ASIA${'IOSFODNN7EXAMPLE'};`,
    'a private key': `-----BEGIN RSA ${'PRIVATE KEY'}-----\nMIIE`,
    'a private key of OpenSSH': `-----BEGIN OPENSSH ${'PRIVATE KEY'}-----`,
    'a GitHub token': `ghp_${HEX.slice(0, 36)}`,
    'a fine-grained GitHub token': `github_pat_${HEX}${HEX}`,
    'a GitHub app token': `https://x:ghs_${HEX.slice(0, 36)}@github.com`,
    'a GitLab token': `glpat-${HEX.slice(0, 20)}`,
  };

  test.each(Object.entries(SECRETS))('%s is refused, and not repeated in the message', (_, secret) => {
    for (const make of [() => file({ Value: secret }), () => file({}, { value: secret })]) {
      const message = messageOf(make);
      expect(message).toMatch(/alue' looks like a.* must not be stored in Git.*resolve:secretsmanager/);
      expect(message).not.toContain(secret.slice(-12));
    }
  });

  test('a secret access key is recognised by its name', () => {
    const key = `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYEXAMPLEKEY'}`;
    expect(messageOf(() => file({ AwsSecretAccessKey: key }))).not.toContain(key);
    expect(() => file({ ObjectPath: key })).not.toThrow();
  });

  test('no message repeats a secret of a file, even if the file is not YAML', () => {
    for (const text of ['Password: hunter2\n hunter2: 1', '"Password: hunter2', 'a: 1\n}hunter2', '- hunter2']) {
      expect(messageOf(() => DeploymentFile.fromString(text))).not.toContain('hunter2');
    }
    const secret = SECRETS['a GitHub token'] ?? '';
    given(`template-file-path: ${TEMPLATE}\nparameters:\n  A: ${secret}\n`);
    expect(messageOf(() => DeploymentFile.fromFile(path))).not.toContain(secret);
    const changes = file({ A: '{{resolve:ssm-secure:/token}}' }).writeTo(path);
    expect(changes).toEqual(['~ parameters.A: (a GitHub token, not shown) → "{{resolve:ssm-secure:/token}}"']);
  });

  test.each([
    HEX,
    'arn:aws:iam::123456789012:role/AKIA-is-not-a-key',
    'AKIAIOSFODNN7',
    `ZAKIA${'IOSFODNN7EXAMPLE'}`,
    'ghp_short',
    'glpat',
    '{{resolve:secretsmanager:database:SecretString:password}}',
    '{{resolve:ssm-secure:/prod/password:3}}',
    '-----BEGIN PUBLIC KEY-----',
    '-----BEGIN CERTIFICATE-----',
    'subnet-0bb1c79de3EXAMPLE',
    'sha256:3fc9b689459d738f8c88a3a48aa9e33542016b7a4052e001aaa536fca74813cb',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:ghs_latest',
  ])('%j is accepted as an ordinary value', (value) => {
    expect(() => file({ Value: value }, { value })).not.toThrow();
  });

  test('10,000 random ordinary values are accepted', () => {
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

describe('the path of the template', () => {
  test.each([
    'template.json',
    'a/b/c.yaml',
    'with space/ü.yml',
    '..hidden/x',
    'a..b',
    '.github/t.yaml',
    '.gitlab/t.yaml',
  ])('may be %s', (templateFilePath) => {
    expect(() => new DeploymentFile({ templateFilePath })).not.toThrow();
  });

  test.each([
    ['', 'it is empty'],
    ['/etc/passwd', 'it is absolute'],
    ['C:/t.yaml', 'it is absolute'],
    ['templates\\t.yaml', 'backslash'],
    ['../t.yaml', 'may leave the repository'],
    ['a/../../t.yaml', 'may leave the repository'],
    ['a/..', 'may leave the repository'],
    ['a/./t.yaml', "the segment '.'"],
    ['./../t.yaml', 'may leave the repository'],
    ['./', 'it is empty'],
    ['a//t.yaml', 'empty segment'],
    ['a/', 'empty segment'],
    ['.git/config', 'in the folder .git'],
    ['a\nb', 'control characters'],
  ])('must not be %j', (templateFilePath, why) => {
    const message = messageOf(() => new DeploymentFile({ templateFilePath }));
    expect(message).toContain("'template-file-path' must be a path from the root of the repository, such as");
    expect(message).toContain(why);
  });

  test.each(['./t.yaml', './/t.yaml', '././t.yaml'])(
    'may be %s, which is the same as without what is before it',
    (templateFilePath) => {
      const written = new DeploymentFile({ templateFilePath });
      expect(written.templateFilePath).toBe('t.yaml');
      expect(written.toYaml()).toBe('template-file-path: t.yaml\n');
    },
  );

  test.each(['./t.yaml', '/t.yaml', 'a//t.yaml', '../t.yaml'])(
    'that a file has already is kept as it is: %s',
    (path) => {
      const text = `template-file-path: ${path} # ours\n`;
      const read = DeploymentFile.fromString(text);
      expect(read.templateFilePath).toBe(path.replace(/^\.\//, ''));
      expect(read.toYaml()).toBe(text);
      expect(read.withTags({ team: 'infra' }).toYaml()).toBe(`${text}tags:\n  team: infra\n`);
    },
  );

  test('is no change if only a ./ is missing', () => {
    const path = folder.given('template-file-path: "./templates/prod.yaml"\n');
    expect(file().changesTo(path)).toEqual([]);
    expect(file({ Size: 'small' }).writeTo(path)).toEqual(['+ parameters.Size: "small"']);
    expect(folder.read()).toBe('template-file-path: "./templates/prod.yaml"\nparameters:\n  Size: small\n');
  });

  test('must not be empty in a file that is read', () => {
    expect(() => DeploymentFile.fromString('template-file-path: ""')).toThrow('it is empty');
  });
});
