import './styles/tokens.css';
import './styles/reset.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { startWindow } from './state/start.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');

startWindow();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
