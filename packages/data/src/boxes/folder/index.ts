export { type BoxFolder, type BoxFolderOptions, boxFolder } from './box-folder.ts';
export { type BoxData, openBoxes } from './open-boxes.ts';
export { SceneSet, sampleNumbers } from './scene-set.ts';
export { holdsBoxes, type Scene } from './scenes.ts';
