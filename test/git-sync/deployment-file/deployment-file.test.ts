import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { DeploymentFile, DeploymentFileFormat } from '../../../src';
import { Folder, file, TEMPLATE } from './fixtures';

const folder = Folder.forEachTest();
let path = '';
beforeEach(() => {
  path = folder.at();
});
const given = (text: string, name?: string) => {
  path = folder.given(text, name);
  return path;
};
const written = () => readFileSync(path, 'utf8');

describe('the text of a DeploymentFile', () => {
  const all = () => file({ Size: 'small', Count: '3' }, { team: 'platform' });

  test('in YAML has the keys that Git sync reads', () => {
    expect(all().toYaml()).toBe(
      'template-file-path: templates/prod.yaml\nparameters:\n  Size: small\n  Count: "3"\ntags:\n  team: platform\n',
    );
  });

  test('in JSON has the same content', () => {
    expect(JSON.parse(all().toJson())).toEqual(parse(all().toYaml()));
  });

  test('without parameters and tags has only the path of the template', () => {
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

describe('a deployment file that is written and read again', () => {
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

  test('has the same content, in YAML and in JSON', () => {
    fc.assert(
      fc.property(props, (said) => {
        const before = new DeploymentFile(said);
        expect(saidBy(DeploymentFile.fromString(before.toYaml()))).toEqual(saidBy(before));
        const json = DeploymentFile.fromString(before.toJson(), { format: DeploymentFileFormat.JSON, strict: true });
        expect(saidBy(json)).toEqual(saidBy(before));
      }),
    );
  });

  test('keeps unknown keys, comments and the order, whichever values change', () => {
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

describe('an existing deployment file', () => {
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

  test('is read completely, with numbers as they are written', () => {
    const { templateFilePath, parameters, tags } = DeploymentFile.fromFile(given(TEXT));
    expect(templateFilePath).toBe('templates/prod.yaml');
    expect(parameters).toEqual({ Size: 'small', Count: '1.10' });
    expect(tags).toEqual({ team: 'platform' });
  });

  test('is not touched if it has the same content', () => {
    const before = statSync(given(TEXT), { bigint: true }).mtimeNs;
    expect(file({ Count: '1.10', Size: 'small' }, { team: 'platform' }).writeTo(path)).toEqual([]);
    expect(written()).toBe(TEXT);
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(before);
  });

  test.each([
    ['parameters', 'Size', "'small'   #", "'large'   #", 'large'],
    ['parameters', 'Count', '1.10\n', 'four\n', 'four'],
    ['parameters', 'Count', '1.10\n', '"2"\n', '2'],
    ['parameters', 'Count', '1.10\n', '"a: # b"\n', 'a: # b'],
    ['tags', 'team', 'team: platform', 'team: "on"', 'on'],
    ['tags', 'team', 'team: platform', 'team: "two\\nlines"', 'two\nlines'],
  ])('keeps all other text when one of the %s changes, %s: %j becomes %j', (section, name, old, now, value) => {
    const file = DeploymentFile.fromFile(given(TEXT));
    const next = section === 'tags' ? file.withTags({ [name]: value }) : file.withParameters({ [name]: value });
    next.writeTo(path);
    expect(written()).toBe(TEXT.replace(old, now));
    expect(next.changesTo(path)).toEqual([]);
  });

  test('keeps all other text when several values change', () => {
    const next = DeploymentFile.fromFile(given(TEXT))
      .withTags({ team: 'a-longer-name' })
      .withParameters({ Size: 'xs' });
    next.writeTo(path);
    expect(written()).toBe(TEXT.replace("'small'", "'xs'").replace('team: platform', 'team: a-longer-name'));
  });

  test('stays a symbolic link, and keeps its permissions', () => {
    given(TEXT, 'real.yaml');
    chmodSync(path, 0o600);
    path = folder.at('link.yaml');
    symlinkSync('real.yaml', path);
    file({ Size: 'xs' }).writeTo(path);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(folder.read('real.yaml')).toContain("Size: 'xs'");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('lists the changes before they are written', () => {
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

  test('keeps parameters and tags that are not given', () => {
    given(TEXT);
    expect(file().writeTo(path)).toEqual([]);
    expect(file(undefined, { team: 'core' }).writeTo(path)).toEqual(['~ tags.team: "platform" → "core"']);
    expect(DeploymentFile.fromFile(path).parameters).toEqual({ Size: 'small', Count: '1.10' });
  });

  test('can get single parameters and tags added', () => {
    const more = DeploymentFile.fromFile(given(TEXT)).withParameters({ Size: 'large' }).withTags({ cost: '7' });
    expect(more.changesTo(path)).toEqual(['~ parameters.Size: "small" → "large"', '+ tags.cost: "7"']);
    more.writeTo(path);
    expect(written()).toContain('# see the wiki');
    expect(DeploymentFile.fromFile(path).tags).toEqual({ team: 'platform', cost: '7' });
  });

  test('keeps unknown keys when it is written to another file', () => {
    const elsewhere = folder.at('a/b/copy.yaml');
    DeploymentFile.fromFile(given(TEXT)).withParameters({ Count: '2' }).writeTo(elsewhere);
    expect(readFileSync(elsewhere, 'utf8')).toContain('x-owner: { name: platform, since: 2024 }');
  });

  test('keeps anchors to which other values refer', () => {
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

  test('keeps the notation of values that do not change', () => {
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

  test('may be JSON in a .yaml file, because JSON is YAML', () => {
    given('{ "template-file-path": "t.yaml", "parameters": { "A": "1" } }');
    DeploymentFile.fromFile(path).withParameters({ B: 'yes' }).writeTo(path);
    expect(parse(written())).toEqual({ 'template-file-path': 't.yaml', parameters: { A: '1', B: 'yes' } });
  });

  test('keeps the order, the indentation, and numbers that JavaScript cannot represent, in JSON', () => {
    const json = (size: string) =>
      `{\n\t"mine": [12345678901234567890, 1.10, true, null, {}],\n\t"template-file-path": "t.yaml",\n\t"parameters": {\n\t\t"Size": "${size}"\n\t}\n}\n`;
    given(json('small'), 'prod.json');
    DeploymentFile.fromFile(path).withParameters({ Size: 'large' }).writeTo(path);
    expect(written()).toBe(json('large'));
    DeploymentFile.fromFile(path).withParameters({ New: 'x' }).writeTo(path);
    const bare = (text: string) => text.replace(/\s/g, '');
    expect(bare(written())).toBe(bare(json('large').replace('"large"', '"large","New":"x"')));
    expect(written()).toContain('\n\t\t"New": "x"\n');
  });

  test('is refused if its aliases would expand to endless JSON', () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
    for (const rest of [`l0: &l0 [ha]\n${laughs.join('\n')}\n`, 'l: &l [*l]\n']) {
      const text = `template-file-path: t.yaml\n${rest}`;
      expect(() => DeploymentFile.fromString(text).toJson()).toThrow(
        'must have at most 100000 values and 100 levels as JSON',
      );
      expect(DeploymentFile.fromString(text).toYaml()).toBe(text);
    }
  });

  test('is left unchanged, without temporary files, if it cannot be read', () => {
    given('template-file-path: t.yaml\nparameters: [1]\n');
    expect(() => file().writeTo(path)).toThrow('prod.yaml:2:13');
    expect(written()).toBe('template-file-path: t.yaml\nparameters: [1]\n');
  });
});

test('the format of a deployment file follows its path, or the option', () => {
  path = folder.at('prod.json');
  file({ A: 'b' }).writeTo(path);
  expect(JSON.parse(written())).toEqual({ 'template-file-path': TEMPLATE, parameters: { A: 'b' } });
  path = folder.at('prod');
  file().writeTo(path, { format: DeploymentFileFormat.JSON });
  expect(JSON.parse(written())).toEqual({ 'template-file-path': TEMPLATE });
  expect(existsSync(folder.at('.prod.tmp'))).toBe(false);
});
