process.env.CDK_VALIDATION = 'false'; // CDK's own rules are not the subject, and cost a second

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations, App, CfnOutput, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { parse } from 'yaml';
import type { GitSyncSynthesizerProps } from '../../../src';
import { RESOURCES } from '../../../src/handlers/registry';
import { useEveryCustomResource } from '../../every-custom-resource';
import { ACCOUNT, REGION } from '../../fixtures';
import { messageOf } from '../deployment-file/fixtures';
import { Repository } from '../deployment-file/repository';

const ROOT = join(__dirname, '..', '..', '..');
const ENV = { account: ACCOUNT, region: REGION };

const repository = Repository.forEachTest();

describe('a GitSyncSynthesizer', () => {
  test('writes the template and the deployment file into the working tree', () => {
    const app = new App();
    const stack = repository.stack(app, { parameters: { Size: 'small' } }, { tags: { team: 'platform' } });
    new CfnParameter(stack, 'Size');
    new Topic(stack, 'Topic');
    app.synth();
    expect(repository.files()).toEqual(['deploy/prod.yaml', 'templates/prod.json']);
    expect(repository.read('deploy/prod.yaml')).toBe(
      'template-file-path: templates/prod.json\nparameters:\n  Size: small\ntags:\n  team: platform\n',
    );
    const template = JSON.parse(repository.read('templates/prod.json'));
    expect(Object.values(template.Resources)).toMatchObject([{ Type: 'AWS::SNS::Topic' }]);
    expect(Object.keys(template.Parameters)).toEqual(['Size']);
    expect(template.Rules).toBeUndefined();
    expect(repository.log).toContain('Git sync: + templates/prod.json\n');
    expect(repository.log).toContain('Git sync: deploy/prod.yaml: + parameters.Size: "small"\n');
  });

  test('touches no file, and logs nothing, in a second synthesis without changes', () => {
    const synth = () => {
      const app = new App();
      new Topic(repository.stack(app, { templateFilePath: 'prod.yaml' }), 'Topic');
      app.synth();
      return repository.files().map((name) => statSync(repository.at(name), { bigint: true }).mtimeNs);
    };
    const first = synth();
    repository.log = '';
    expect(synth()).toEqual(first);
    expect(repository.log).toBe('');
  });

  test('writes the same template in JSON and in YAML', () => {
    for (const templateFilePath of ['a.json', 'a.yml']) {
      const app = new App();
      const stack = repository.stack(app, { templateFilePath });
      useEveryCustomResource(stack);
      for (const [id, value] of Object.entries({ A: '=', B: 'yes', C: '012', D: '2012-10-17', E: ' a\n  b\n\n' }))
        new CfnOutput(stack, id, { value });
      app.synth();
    }
    const json = JSON.parse(repository.read('a.json'));
    for (const version of ['1.1', '1.2'] as const) expect(parse(repository.read('a.yml'), { version })).toEqual(json);
    expect(repository.read('a.yml')).toContain('Value: "="\n'); // which has a meaning in YAML 1.1
  });

  test('keeps all other content of the deployment file', () => {
    repository.write(
      'deploy/prod.yaml',
      '# ours\ntemplate-file-path: old.json\nparameters:\n  Image: "17" # by the pipeline\n  Gone: x\nmine: 1\ntags: {by: hand}\n',
    );
    const app = new App();
    const stack = repository.stack(app, { parameters: { Size: 'large' } });
    for (const id of ['Image', 'Size']) new CfnParameter(stack, id);
    new Topic(stack, 'Topic');
    app.synth();
    expect(repository.read('deploy/prod.yaml')).toBe(
      '# ours\ntemplate-file-path: templates/prod.json\nparameters:\n  Image: "17" # by the pipeline\n  Size: large\nmine: 1\ntags: { by: hand }\n',
    );
    expect(repository.log).toContain('deploy/prod.yaml: - parameters.Gone: "x"');
  });

  test('keeps Windows line endings', () => {
    const synth = () => {
      const app = new App();
      new Topic(repository.stack(app), 'Topic');
      app.synth();
    };
    synth();
    repository.write('templates/prod.json', repository.read('templates/prod.json').replaceAll('\n', '\r\n'));
    repository.write('deploy/prod.yaml', repository.read('deploy/prod.yaml').replaceAll('\n', '\r\n'));
    repository.log = '';
    synth();
    expect(repository.log).toBe('');
    repository.write('templates/prod.json', '{}\r\n');
    synth();
    expect(repository.read('templates/prod.json').replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('writes either all files or none, and leaves no temporary files', () => {
    repository.write('deploy', 'a file where a folder should be');
    const app = new App();
    new Topic(repository.stack(app), 'Topic');
    expect(() => app.synth()).toThrow(/deploy/);
    expect(repository.files()).toEqual(['deploy']);
  });

  test('adds nothing to the cloud assembly that cdk deploy would deploy', () => {
    const app = new App();
    new Topic(repository.stack(app), 'Topic');
    new Topic(new Stack(app, 'Deployed'), 'Topic');
    const assembly = app.synth();
    expect(assembly.stacksRecursively.map(({ id }) => id)).toEqual(['Deployed']);
    const ids = assembly.artifacts.map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('Prod'))).toEqual([]);
  });

  test('writes the files of stacks in Stages', () => {
    const app = new App();
    for (const id of ['Test', 'Live']) {
      const stage = new Stage(app, id);
      new Topic(new Stack(stage, 'Stack', { synthesizer: repository.synthesizer(id) }), 'Topic');
    }
    app.synth();
    expect(repository.files()).toEqual([
      'deploy/Live.yaml',
      'deploy/Test.yaml',
      'templates/Live.json',
      'templates/Test.json',
    ]);
  });

  test('writes again in another synthesis of the same app', () => {
    const app = new App();
    new Topic(repository.stack(app), 'Topic');
    app.synth();
    rmSync(repository.at('deploy/prod.yaml'));
    app.synth({ force: true });
    expect(repository.files()).toContain('deploy/prod.yaml');
  });

  test('finds the nearest folder upwards with a .git, which may be a file', () => {
    const inner = repository.at('apps/one');
    mkdirSync(join(inner, 'src'), { recursive: true });
    const cwd = jest.spyOn(process, 'cwd').mockReturnValue(join(inner, 'src'));
    const synth = () => {
      const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'git-sync-out-')) });
      new Topic(repository.stack(app, { repositoryRoot: undefined, templateFilePath: 't.json' }), 'Topic');
      rmSync(app.synth().directory, { recursive: true });
    };
    synth();
    expect(existsSync(repository.at('t.json'))).toBe(true);
    repository.write('apps/one/.git', 'gitdir: elsewhere\n');
    synth();
    expect(existsSync(join(inner, 't.json'))).toBe(true);
    rmSync(repository.at('.git'), { recursive: true });
    rmSync(join(inner, '.git'));
    expect(synth).toThrow(`found no .git in '${join(inner, 'src')}' or above it: give 'repositoryRoot'`);
    cwd.mockRestore();
  });
});

test('every custom resource of this library works in a stack with a GitSyncSynthesizer', () => {
  const app = new App();
  const stack = repository.stack(app, {}, { env: ENV });
  useEveryCustomResource(stack);
  app.synth();
  const template = repository.read('templates/prod.json');
  for (const { resourceType } of RESOURCES) expect(template).toContain(`"${resourceType}"`);
});

test('a GitSyncSynthesizer logs the annotations of its stack, which the CLI does not show', () => {
  const app = new App();
  const topic = new Topic(repository.stack(app), 'Topic');
  Annotations.of(topic).addWarning('careful');
  app.synth();
  expect(repository.log).toContain('Git sync: [Prod/Topic] careful');
});

describe('a GitSyncSynthesizer with failOnChanges', () => {
  const synth = (size: string, props: Partial<GitSyncSynthesizerProps> = {}, context: Record<string, unknown> = {}) => {
    const app = new App({ context });
    const stack = repository.stack(app, { parameters: { Size: size }, ...props });
    new CfnParameter(stack, 'Size');
    new Topic(stack, 'Topic', size === 'large' ? { fifo: true } : {});
    app.synth();
  };

  test.each([
    ['the prop', { failOnChanges: true }, {}],
    ['the context', {}, { 'cdk-codeconnections:failOnChanges': 'true' }],
  ])('in %s fails the synthesis with the changes, and writes nothing', (_, props, context) => {
    expect(() => synth('small', props, context)).toThrow('+ templates/prod.json');
    expect(repository.files()).toEqual([]);
    synth('small');
    expect(() => synth('small', props, context)).not.toThrow();
    const before = repository.files().map((name) => repository.read(name));
    const message = messageOf(() => synth('large', props, context));
    expect(message).toContain("the working tree differs from the app: run 'cdk synth', and commit the changes");
    expect(message).toContain('~ templates/prod.json');
    expect(message).toContain('deploy/prod.yaml: ~ parameters.Size: "small" → "large"');
    expect(repository.files().map((name) => repository.read(name))).toEqual(before);
  });

  test('prefers the prop to the context', () => {
    expect(() => synth('small', { failOnChanges: false }, { 'cdk-codeconnections:failOnChanges': true })).not.toThrow();
  });
});

describe('the cdk CLI with a GitSyncSynthesizer', () => {
  const APP = `
    import { App, CfnParameter, Stack } from 'aws-cdk-lib';
    import { Topic } from 'aws-cdk-lib/aws-sns';
    import { GitSyncSynthesizer } from '${join(ROOT, 'src')}';
    const app = new App();
    const synthesizer = new GitSyncSynthesizer({
      templateFilePath: 'templates/prod.yaml', configFile: 'deploy/prod.yaml', parameters: { Size: 'small' },
    });
    const prod = new Stack(app, 'Prod', { synthesizer });
    new CfnParameter(prod, 'Size');
    new Topic(prod, 'Topic');
    new Topic(new Stack(app, 'Deployed'), 'Topic');
  `;

  test('writes into a real working tree in synth, lists only the stacks that it deploys, and checks in CI', () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: repository.root, encoding: 'utf8' });
    rmSync(repository.at('.git'), { recursive: true });
    git('init', '--quiet');
    repository.write('infra/app.ts', APP);
    repository.write('.gitignore', 'node_modules\ncdk.out\n');
    symlinkSync(join(ROOT, 'node_modules'), repository.at('node_modules'));
    const cdk = (...args: string[]) => {
      const tsx = `tsx --tsconfig ${join(ROOT, 'test', 'tsconfig.json')} app.ts`;
      const bin = join(ROOT, 'node_modules', '.bin');
      const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, CDK_VALIDATION: 'false', CI: '1' };
      const { status, stdout, stderr } = spawnSync(join(bin, 'cdk'), ['--app', tsx, ...args], {
        cwd: repository.at('infra'),
        env,
        encoding: 'utf8',
      });
      return { status, stdout, output: stdout + stderr };
    };

    const first = cdk('synth', '--quiet');
    expect(first.output).toContain('Git sync: + templates/prod.yaml');
    expect(first.status).toBe(0);
    expect(parse(repository.read('deploy/prod.yaml'))).toEqual({
      'template-file-path': 'templates/prod.yaml',
      parameters: { Size: 'small' },
    });
    expect(Object.values(parse(repository.read('templates/prod.yaml')).Resources)).toContainEqual(
      expect.objectContaining({ Type: 'AWS::SNS::Topic' }),
    );
    git('add', '--all');
    expect(git('diff', '--cached', '--name-only').trim().split('\n')).toEqual([
      '.gitignore',
      'deploy/prod.yaml',
      'infra/app.ts',
      'templates/prod.yaml',
    ]);

    expect(cdk('ls').stdout.trim()).toBe('Deployed');
    expect(git('diff', '--name-only')).toBe('');

    const check = ['synth', '--quiet', '--context', 'cdk-codeconnections:failOnChanges=true'];
    expect(cdk(...check).status).toBe(0);
    repository.write('infra/app.ts', APP.replace("Size: 'small'", "Size: 'large'"));
    const failed = cdk(...check);
    expect(failed.status).toBe(1);
    expect(failed.output).toContain('deploy/prod.yaml: ~ parameters.Size: "small" → "large"');
    expect(git('diff', '--name-only').trim()).toBe('infra/app.ts');
  }, 120_000);
});
