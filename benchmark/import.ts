import type { Library } from './library.ts';
import { run } from './processes.ts';
import { atMost, type Figure } from './table.ts';

/** Importing the library does not load aws-ec2, which takes longer to load than the library and is rarely needed. */
export async function measureImport(library: Library): Promise<Figure[]> {
  const loaded = (await run(library.app('import'), [])) as string[];
  const ofEc2 = loaded.filter((file) => file.includes('/aws-cdk-lib/aws-ec2/'));
  return [atMost('import of everything, files of aws-ec2', ofEc2.length, 0, `of ${loaded.length} files in all`)];
}
