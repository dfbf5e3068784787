// The default theme without its web font: nothing is fetched, and letters are those of the system.
import Theme from 'vitepress/theme-without-fonts';
import './site.css';

export default Theme;
